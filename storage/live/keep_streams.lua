-- Renew the leases of this process's open streams, and take out those that nobody renewed.
--
-- KEYS[1]  streams  sorted set  "<agent id> <stream id>" by the instant the lease lapses, Unix milliseconds
-- ARGV[1]  milliseconds that a lease lasts    ARGV[2...]  the streams to renew
--
-- Returns the agents whose last lease has lapsed. The clock is the server's: one for all processes. Redis 6.2.

local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 2, #ARGV do
    redis.call("ZADD", KEYS[1], now + ARGV[1], ARGV[i])
end
local lapsed = redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", now, "LIMIT", 0, 1000)
if #lapsed == 0 then
    return lapsed
end
redis.call("ZREM", KEYS[1], unpack(lapsed))
local told = {}
for _, stream in ipairs(redis.call("ZRANGE", KEYS[1], 0, -1)) do
    told[string.match(stream, "^%S+")] = true
end
local gone = {}
for _, stream in ipairs(lapsed) do
    local agent = string.match(stream, "^%S+")
    if not told[agent] then
        told[agent] = true
        gone[#gone + 1] = agent
    end
end
return gone
