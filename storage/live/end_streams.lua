-- Forget some streams of an agent, and those that have been silent for too long.
--
-- KEYS[1]  heard    sorted set  agent ids by when any of their streams was last heard from, Unix milliseconds
-- KEYS[2]  streams  sorted set  this agent's streams by when each was last heard from
-- ARGV[1]  the agent    ARGV[2]  how the names of the streams begin; "" names none
-- ARGV[3]  the instant before which a stream was silent for too long
--
-- Returns when the streams that are left were last heard from; 0: none is left. Redis 6.2.

redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", ARGV[3])
if ARGV[2] ~= "" then
    for _, stream in ipairs(redis.call("ZRANGE", KEYS[2], 0, -1)) do
        if string.sub(stream, 1, #ARGV[2]) == ARGV[2] then
            redis.call("ZREM", KEYS[2], stream)
        end
    end
end
local newest = redis.call("ZREVRANGE", KEYS[2], 0, 0, "WITHSCORES")[2]
if not newest then
    redis.call("ZREM", KEYS[1], ARGV[1])
    return 0
end
redis.call("ZADD", KEYS[1], newest, ARGV[1])
return tonumber(newest)
