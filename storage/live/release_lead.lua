-- Give up the lead of a task, if it is ours: never somebody else's.
--
-- KEYS[1]  leader  text  token of the process that leads
-- ARGV[1]  our token
--
-- Returns 1 given up, 0 it was not ours. Redis 6.2.

if redis.call("GET", KEYS[1]) ~= ARGV[1] then
    return 0
end
return redis.call("DEL", KEYS[1])
