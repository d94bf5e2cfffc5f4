-- with add_facts
-- Keep what one event makes of agents, a conversation, a caller's place, pools, timers and facts: all of it, or none.
--
-- KEYS[1]  facts    stream  what became true      KEYS[2]  counter       text  the number of the newest fact
-- KEYS[3]  agents   hash    id to "<version> <commit id> <state>"
-- KEYS[4]  conversation     hash   v, by (commit id), state, away ("1": its caller is off the order of waiting)
-- KEYS[5]  needs    hash    call to needs         KEYS[6]  states        hash  display state to how many agents
-- KEYS[7...]        sorted sets: wait, queue, pool, timers, signed in
-- ARGV[1]  commit id, one word                    ARGV[2]  most facts to keep, about
-- ARGV[3]  conversation's version read, "" none   ARGV[4]  its state     ARGV[5]  milliseconds to keep it
-- ARGV[6]  away, "" as it is                      ARGV[7]  call id
-- ARGV[8]  the call's needs: "" as they are, "-" none any more, else their text
-- Then lists, each after its length: agents (id, version read, state) · wait sets (key number) of which one must hold
-- the call · members to take out (key number, member) · to put in (key number, score, member) · counts (state, by).
-- Then the facts, text.
--
-- Returns 1 kept; 2 this very commit was kept before; 0 a version differs or the call does not wait: nothing changed.
-- All keys carry one {tenant} tag; none is built here. Redis 6.2.

local at = 9
local function each(width, act)
    local first = at + 1
    at = first + ARGV[at] * width
    for i = first, at - 1, width do
        act(i)
    end
end

local differs, ours = false, false
local function compare(version, by, read)
    ours = ours or by == ARGV[1]
    differs = differs or (version or "0") ~= read
end
each(3, function(i)
    local saved = redis.call("HGET", KEYS[3], ARGV[i]) or "0 "
    local version, by = string.match(saved, "^(%d+) (%S*)")
    compare(version, by, ARGV[i + 1])
end)
if ARGV[3] ~= "" then
    local saved = redis.call("HMGET", KEYS[4], "v", "by")
    compare(saved[1], saved[2], ARGV[3])
end
local guarded, waits = at, ARGV[at] == "0"
each(1, function(i) waits = waits or redis.call("ZSCORE", KEYS[tonumber(ARGV[i])], ARGV[7]) end)
if ours then
    return 2
elseif differs or not waits then
    return 0
end

-- The records first: with no memory left the script is refused at its first write, before anything has changed.
at = 9
each(3, function(i)
    redis.call("HSET", KEYS[3], ARGV[i], (ARGV[i + 1] + 1) .. " " .. ARGV[1] .. " " .. ARGV[i + 2])
end)
if ARGV[3] ~= "" then
    redis.call("HSET", KEYS[4], "v", ARGV[3] + 1, "by", ARGV[1], "state", ARGV[4])
    redis.call("PEXPIRE", KEYS[4], ARGV[5])
end
if ARGV[6] ~= "" then
    redis.call("HSET", KEYS[4], "away", ARGV[6])
end
if ARGV[8] == "-" then
    redis.call("HDEL", KEYS[5], ARGV[7])
elseif ARGV[8] ~= "" then
    redis.call("HSET", KEYS[5], ARGV[7], ARGV[8])
end
at = guarded
each(1, function() end)
each(2, function(i) redis.call("ZREM", KEYS[tonumber(ARGV[i])], ARGV[i + 1]) end)
each(3, function(i) redis.call("ZADD", KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2]) end)
each(2, function(i) redis.call("HINCRBY", KEYS[6], ARGV[i], ARGV[i + 1]) end)
add_facts(KEYS[1], KEYS[2], ARGV[2], at)
return 1
