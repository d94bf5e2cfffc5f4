-- Take out of one piece of an order the callers who have taken no turn for too long.
--
-- KEYS[1]  order  sorted set  ids of waiting calls, lowest score first: of a queue or of a demand
-- KEYS[2]  seen   sorted set  ids of calls under way by the time of their last turn
-- KEYS[3]  needs  hash        call to what it asks of an agent
-- KEYS[4...]      sorted sets the other orders that they leave with it
-- ARGV[1]  the earliest last turn that may stay, Unix milliseconds
-- ARGV[2]  place of the piece's first caller    ARGV[3]  how many callers to look at, at most 1,000
--
-- Returns the number looked at, then the ids taken out, in order. A call that is not under way any more is taken out.
-- All keys carry one {tenant} tag; none is built here. Redis 6.2.

local members = redis.call("ZRANGE", KEYS[1], ARGV[2], ARGV[2] + ARGV[3] - 1)
if #members == 0 then
    return {0}
end

local answer = {#members}
local last = redis.call("ZMSCORE", KEYS[2], unpack(members))
for i, member in ipairs(members) do
    if not last[i] or tonumber(last[i]) < tonumber(ARGV[1]) then
        redis.call("ZREM", KEYS[1], member)
        redis.call("HDEL", KEYS[3], member)
        for other = 4, #KEYS do
            redis.call("ZREM", KEYS[other], member)
        end
        answer[#answer + 1] = member
    end
end
return answer
