-- Take out one stream that was closed.
--
-- KEYS[1]  streams  sorted set  "<agent id> <stream id>" by the instant the lease lapses
-- ARGV[1]  the stream
--
-- Returns 1 when it was there and its agent has no other, else 0. Redis 6.2.

if redis.call("ZREM", KEYS[1], ARGV[1]) == 0 then
    return 0
end
local agent = string.match(ARGV[1], "^%S+ ")
for _, stream in ipairs(redis.call("ZRANGE", KEYS[1], 0, -1)) do
    if string.sub(stream, 1, #agent) == agent then
        return 0
    end
end
return 1
