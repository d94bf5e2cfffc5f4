-- with add_facts
-- Set one mark on a call under way, once: the first value stands.
--
-- KEYS[1]  call   hash    turn, ended, marks
-- KEYS[2]  facts  stream  what became true for this tenant    KEYS[3]  counter  text  the number of the newest fact
-- ARGV[1]  the mark's field in the hash    ARGV[2]  its value
-- KEYS[4]  story  list    the numbers of the call's facts
-- ARGV[3]  most facts to keep, about       ARGV[4]  milliseconds to keep the story    ARGV[5...]  the facts, text
--
-- Returns the value that stands now; false when the call is unknown or has ended, and then nothing is changed.
-- The facts are kept with the first value alone, so the same mark may be set again after a lost reply.
-- All keys carry one {tenant} tag; none is built here. Redis 6.2.

local saved = redis.call("HMGET", KEYS[1], "turn", "ended", ARGV[1])
if not saved[1] or saved[2] == "1" then
    return false
end
if saved[3] then
    return saved[3]
end

redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
add_facts(KEYS[2], KEYS[3], ARGV[3], 5, KEYS[4], ARGV[4])
return ARGV[2]
