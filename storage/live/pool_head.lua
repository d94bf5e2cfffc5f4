-- The free agents who come first in a pool, as they are.
--
-- KEYS[1]  pool    sorted set  agent ids by ring, then by the longest idle
-- KEYS[2]  agents  hash        id to "<version> <commit id> <state>"
-- ARGV[1]  the largest score that may come    ARGV[2]  how many at most
--
-- Returns id, score and record by turns. All keys carry one {tenant} tag; none is built here. Redis 6.2.

local head = redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", ARGV[1], "WITHSCORES", "LIMIT", 0, ARGV[2])
local answer = {}
for i = 1, #head, 2 do
    local record = redis.call("HGET", KEYS[2], head[i])
    if record then
        answer[#answer + 1] = head[i]
        answer[#answer + 1] = head[i + 1]
        answer[#answer + 1] = record
    end
end
return answer
