-- with add_facts
-- Keep a call's new turn, the reply we gave, its places among those who wait and what became true: all, or none.
--
-- KEYS[1]  call     hash        turn, before, state, reply, ended, marks
-- KEYS[2]  seen     sorted set  ids of calls under way by the time of their last turn
-- KEYS[3]  facts    stream      what became true     KEYS[4]  counter  text  the number of the newest fact
-- KEYS[5]  conversation  hash   away: "1" while the call is offered or talks, else it may be offered
-- KEYS[6]  needs    hash        call to what it asks of an agent
-- KEYS[7]  story    list        the numbers of the call's facts
-- KEYS[8...]        sorted sets the queues it joins, the queues it leaves, the wait sets it joins, those it leaves
-- ARGV[1]  call id                         ARGV[2]  the turn that was read, 0 for an unknown call
-- ARGV[3]  the turn that was taken         ARGV[4]  state, text
-- ARGV[5]  the reply, text                 ARGV[6]  "1" when the call has ended, else "0"
-- ARGV[7]  now, Unix milliseconds          ARGV[8]  milliseconds to keep the call after this turn
-- ARGV[9]  most facts to keep, about       ARGV[10] how many queues it joins     ARGV[11] leaves
-- ARGV[12] how many wait sets it joins     ARGV[13] leaves
-- ARGV[14] its needs, "" for none          ARGV[15] its score in the wait sets
-- ARGV[16...] a score for each queue it joins, then the facts, text
--
-- Returns {1, away} kept, with KEYS[5]'s away, "" for none;
-- {0, turn, before, reply, ended} another request took this turn first: nothing is changed.
-- A place in a queue is never worsened: a call that waits already keeps its score. A call that is away joins nothing.
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

local key = 7
local function each(count, act)
    for i = 1, tonumber(count) do
        key = key + 1
        act(i)
    end
end
local away = redis.call("HGET", KEYS[5], "away") or ""
local is_here = away ~= "1"
local function join(score)
    if is_here then
        redis.call("ZADD", KEYS[key], "NX", score, ARGV[1])
    end
end
local function leave() redis.call("ZREM", KEYS[key], ARGV[1]) end
each(ARGV[10], function(i) join(ARGV[15 + i]) end)
each(ARGV[11], leave)
each(ARGV[12], function() join(ARGV[15]) end)
each(ARGV[13], leave)
if ARGV[14] == "" then
    redis.call("HDEL", KEYS[6], ARGV[1])
elseif is_here then
    redis.call("HSET", KEYS[6], ARGV[1], ARGV[14])
end
add_facts(KEYS[3], KEYS[4], ARGV[9], 16 + tonumber(ARGV[10]), KEYS[7], ARGV[8])
return {1, away}
