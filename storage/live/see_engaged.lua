-- Who is engaged for other callers, and how many of those who wait come before one.
--
-- KEYS[1]  engaged  hash        person to "<until> <what for>", Unix milliseconds and a call's id, or more than that
-- KEYS[2]  waiters  sorted set  ids of waiting calls by when they arrived
-- KEYS[3]  seen     sorted set  ids of calls under way by the time of their last turn
-- ARGV[1]  now, Unix milliseconds      ARGV[2]  the call that asks
-- ARGV[3]  its place, or "+inf"        ARGV[4]  after so many milliseconds without a turn nobody waits any more
--
-- Returns {how many are before it, person, what for, until, ...}; marks of the asking call are left out.
-- What has run out is dropped; so is the mark of a call that has ended, whoever should have said so, and whoever is
-- at the head of those who wait and is gone. All keys carry one {tenant} tag; none is built here. Redis 6.2.

local now = tonumber(ARGV[1])
local found = {0}
local marks = redis.call("HGETALL", KEYS[1])
for i = 1, #marks, 2 do
    local till, what = string.match(marks[i + 1], "^(%d+) (.+)$")
    local is_call = what and not string.find(what, "/", 1, true)
    local is_own = what == ARGV[2] or (what and string.sub(what, 1, #ARGV[2] + 1) == ARGV[2] .. "/")
    if not till or tonumber(till) <= now or (is_call and not redis.call("ZSCORE", KEYS[3], what)) then
        redis.call("HDEL", KEYS[1], marks[i])
    elseif not is_own then
        found[#found + 1] = marks[i]
        found[#found + 1] = what
        found[#found + 1] = till
    end
end

for _, call in ipairs(redis.call("ZRANGE", KEYS[2], 0, 19)) do
    local last = redis.call("ZSCORE", KEYS[3], call)
    if call ~= ARGV[2] and (not last or tonumber(last) < now - tonumber(ARGV[4])) then
        redis.call("ZREM", KEYS[2], call)
    end
end
found[1] = redis.call("ZRANK", KEYS[2], ARGV[2])
    or redis.call("ZCOUNT", KEYS[2], "-inf", ARGV[3] == "+inf" and "+inf" or "(" .. ARGV[3])
return found
