-- Take a timer off, or put it off, unless it was set anew since it was seen.
--
-- KEYS[1]  timers  sorted set  "<kind> <id>" by the instant it is due, Unix milliseconds
-- ARGV[1]  the timer    ARGV[2]  when it was due as it was seen
-- ARGV[3]  when it is due from now on; "-" never
--
-- Returns 1 done, 0 it is gone or due at another instant. Redis 6.2.

local due = redis.call("ZSCORE", KEYS[1], ARGV[1])
if not due or tonumber(due) ~= tonumber(ARGV[2]) then
    return 0
end
if ARGV[3] == "-" then
    redis.call("ZREM", KEYS[1], ARGV[1])
else
    redis.call("ZADD", KEYS[1], ARGV[3], ARGV[1])
end
return 1
