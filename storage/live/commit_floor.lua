-- with add_facts
-- Keep what one event makes of agents, a conversation, a caller's place, pools, timers and facts: all of it, or none.
--
-- KEYS[1]  facts    stream      what became true  KEYS[2]  counter   text  the number of the newest fact
-- KEYS[3]  agents   hash        id to "<version> <commit id> <state>"
-- KEYS[4]  conversation  hash   v, by (commit id), state, away ("1": its caller is off the order of waiting)
-- KEYS[5]  needs    hash        call to needs     KEYS[6]  states    hash  display state to how many agents
-- KEYS[7]  timers   sorted set  by due instant    KEYS[8]  signed in  sorted set  agent ids
-- KEYS[9]  call     hash        ended ("1": its caller never waits again, whatever is asked for)
-- KEYS[10] story    list        the numbers of the facts of the call that these are about
-- KEYS[11...]       sorted sets: those of the list of leaves in its order, then those of the list of joins
-- ARGV[1]  commit id, one word                    ARGV[2]  most facts to keep, about
-- ARGV[3]  conversation's version read, "" none   ARGV[4]  its state     ARGV[5]  milliseconds to keep it
-- ARGV[6]  away, "" as it is                      ARGV[7]  call id
-- ARGV[8]  the call's needs: "" as they are, "-" none any more, else their text: of a claim, as they must be
-- ARGV[9]  of how many of the first sets to leave the call must stand in one; "0": of none
-- ARGV[10] "1" when the facts are about a call, else "0"
-- Then lists, each after its length: agents (id, version read, state, "0" signs in, "-" out, "" neither) · leaves (member, of how many
-- sets) · joins (member, score) · timers (name, due instant, "-" none) · counts (state, by). Then the facts, text.
--
-- Returns 1 kept; 2 this very commit was kept before; 0 a version differs, or the call does not wait for this: no change.
-- All keys carry one {tenant} tag; none is built here. Redis 6.2.

local call = redis.call
local differs, ours = false, false
local function compare(version, by, read)
    ours = ours or by == ARGV[1]
    differs = differs or (version or "0") ~= read
end
local last_agent = 11 + 4 * ARGV[11]
for i = 12, last_agent, 4 do
    local version, by = string.match(call("HGET", KEYS[3], ARGV[i]) or "0 ", "^(%d+) (%S*)")
    compare(version, by, ARGV[i + 1])
end
if ARGV[3] ~= "" then
    local saved = call("HMGET", KEYS[4], "v", "by")
    compare(saved[1], saved[2], ARGV[3])
end
local waits = ARGV[9] == "0"
for i = 11, 10 + ARGV[9] do
    waits = waits or call("ZSCORE", KEYS[i], ARGV[7])
end
waits = waits and (ARGV[9] == "0" or ARGV[8] == "" or call("HGET", KEYS[5], ARGV[7]) == ARGV[8])
if ours then return 2 end
if differs or not waits then return 0 end

local function stand(set, member, score)
    if score == "-" then call("ZREM", set, member) else call("ZADD", set, score, member) end
end
-- The records first: with no memory left the script is refused at its first write, before anything has changed.
for i = 12, last_agent, 4 do
    call("HSET", KEYS[3], ARGV[i], (ARGV[i + 1] + 1) .. " " .. ARGV[1] .. " " .. ARGV[i + 2])
    if ARGV[i + 3] ~= "" then stand(KEYS[8], ARGV[i], ARGV[i + 3]) end
end
if ARGV[3] ~= "" then
    local away = ARGV[6] ~= "" and {"away", ARGV[6]} or {}
    call("HSET", KEYS[4], "v", ARGV[3] + 1, "by", ARGV[1], "state", ARGV[4], unpack(away))
    call("PEXPIRE", KEYS[4], ARGV[5])
end
local gone = call("HGET", KEYS[9], "ended") == "1" and ARGV[7]
if ARGV[8] == "-" or gone then call("HDEL", KEYS[5], ARGV[7])
elseif ARGV[8] ~= "" and ARGV[9] == "0" then call("HSET", KEYS[5], ARGV[7], ARGV[8]) end

local at, key = last_agent + 1, 10
local function each_pair(act)
    local last = at + 2 * ARGV[at]
    for i = at + 1, last, 2 do act(ARGV[i], ARGV[i + 1]) end
    at = last + 1
end
each_pair(function(member, sets)
    for i = key + 1, key + sets do call("ZREM", KEYS[i], member) end
    key = key + sets
end)
each_pair(function(member, score)
    key = key + 1
    if member ~= gone then call("ZADD", KEYS[key], score, member) end
end)
each_pair(function(name, due) stand(KEYS[7], name, due) end)
each_pair(function(state, by)
    if call("HINCRBY", KEYS[6], state, by) == 0 then call("HDEL", KEYS[6], state) end
end)
add_facts(KEYS[1], KEYS[2], ARGV[2], at, ARGV[10] == "1" and KEYS[10], ARGV[5])
return 1
