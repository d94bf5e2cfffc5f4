-- Keep a call's new turn, the reply we gave, its places in queues and what became true: all of it, or none.
--
-- KEYS[1]  call    hash        turn, before, state, reply, ended, marks
-- KEYS[2]  seen    sorted set  ids of calls under way by the time of their last turn
-- KEYS[3]  facts   stream      what became true for this tenant
-- KEYS[4...]       sorted sets the queues it joins, then the queues it leaves
-- ARGV[1]  call id                         ARGV[2]  the turn that was read, 0 for an unknown call
-- ARGV[3]  the turn that was taken         ARGV[4]  state, text
-- ARGV[5]  the reply, text                 ARGV[6]  "1" when the call has ended, else "0"
-- ARGV[7]  now, Unix milliseconds          ARGV[8]  milliseconds to keep the call after this turn
-- ARGV[9]  most facts to keep, about       ARGV[10] how many queues it joins
-- ARGV[11] how many queues it leaves       ARGV[12...] a score for each queue it joins, then the facts, text
--
-- Returns {1} kept; {0, turn, before, reply, ended} another request took this turn first: nothing is changed.
-- A place in a queue is never worsened: a call that waits already keeps its score.
-- The same commit again returns {0, ...} with its own turn and reply, so a lost reply may be asked for again.
-- All keys carry one {tenant} tag; none is built here. Redis 6.2.

local saved = redis.call("HMGET", KEYS[1], "turn", "before", "reply", "ended")
if (saved[1] or "0") ~= ARGV[2] then
    return {0, saved[1] or "0", saved[2] or "0", saved[3] or "", saved[4] or "0"}
end

-- The hash first: with no memory left the script is refused at its first write, before anything has changed.
redis.call("HSET", KEYS[1], "turn", ARGV[3], "before", ARGV[2], "state", ARGV[4], "reply", ARGV[5], "ended", ARGV[6])
redis.call("PEXPIRE", KEYS[1], ARGV[8])
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", ARGV[7] - ARGV[8])
if ARGV[6] == "1" then
    redis.call("ZREM", KEYS[2], ARGV[1])
else
    redis.call("ZADD", KEYS[2], ARGV[7], ARGV[1])
end

local joins, leaves = tonumber(ARGV[10]), tonumber(ARGV[11])
for i = 1, joins do
    redis.call("ZADD", KEYS[3 + i], "NX", ARGV[11 + i], ARGV[1])
end
for i = 1, leaves do
    redis.call("ZREM", KEYS[3 + joins + i], ARGV[1])
end
for i = 12 + joins, #ARGV do
    redis.call("XADD", KEYS[3], "MAXLEN", "~", ARGV[9], "*", "fact", ARGV[i])
end
return {1}
