-- Say whom a call keeps engaged from now on: these people, and nobody else.
--
-- KEYS[1]  engaged  hash  person to "<until> <what for>"
-- ARGV[1]  what for: a call's id, or "<id>/..."         ARGV[2]  now    ARGV[3]  until, Unix milliseconds
-- ARGV[4]  "1" where they have said so themselves: it counts more than what another call has marked
-- ARGV[5]  milliseconds to keep all of it after the last mark          ARGV[6...]  the people; none: it is over
--
-- Returns those of the people whom another call has marked: they stay its own. Redis 6.2.

local call = string.match(ARGV[1], "^[^/]+")
local marks = redis.call("HGETALL", KEYS[1])
for i = 1, #marks, 2 do
    local till, what = string.match(marks[i + 1], "^(%d+) (.+)$")
    -- Whom a call has but chosen is rung by it from its next mark on, or not at all.
    if what == ARGV[1] or what == ARGV[1] .. "/chosen" or not till or tonumber(till) <= tonumber(ARGV[2]) then
        redis.call("HDEL", KEYS[1], marks[i])
    end
end
local others = {}
for i = 6, #ARGV do
    local is_new = redis.call(ARGV[4] == "1" and "HSET" or "HSETNX", KEYS[1], ARGV[i], ARGV[3] .. " " .. ARGV[1])
    if ARGV[4] ~= "1" and is_new == 0 then
        local whose = string.match(redis.call("HGET", KEYS[1], ARGV[i]), "^%d+ ([^/]+)")
        if whose ~= call then
            others[#others + 1] = ARGV[i]
        end
    end
end
redis.call("PEXPIRE", KEYS[1], ARGV[5])
return others
