-- Take the lead of a task if nobody has it, or keep it if it is ours.
--
-- KEYS[1]  leader  text  token of the process that leads
-- ARGV[1]  our token    ARGV[2]  milliseconds until the lead lapses
--
-- Returns 1 we lead, 0 another process does. The same again renews it. Redis 6.2.

if redis.call("SET", KEYS[1], ARGV[1], "NX", "PX", ARGV[2]) then
    return 1
end
if redis.call("GET", KEYS[1]) ~= ARGV[1] then
    return 0
end
return redis.call("PEXPIRE", KEYS[1], ARGV[2])
