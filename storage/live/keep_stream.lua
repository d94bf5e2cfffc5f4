-- Note that a stream was heard from: a new one, or one that is still known.
--
-- KEYS[1]  heard    sorted set  agent ids by when any of their streams was last heard from, Unix milliseconds
-- KEYS[2]  streams  sorted set  this agent's streams by when each was last heard from
-- ARGV[1]  now    ARGV[2]  the agent    ARGV[3]  the stream    ARGV[4]  1: only if it is known, 0: a new one
-- ARGV[5]  milliseconds for which the agent's streams are kept after the last word of any of them
--
-- Returns 1, or 0 for a stream that is not known any more. No instant goes back. Redis 6.2.

if ARGV[4] == "1" and not redis.call("ZSCORE", KEYS[2], ARGV[3]) then
    return 0
end
redis.call("ZADD", KEYS[2], "GT", ARGV[1], ARGV[3])
redis.call("PEXPIRE", KEYS[2], ARGV[5])
redis.call("ZADD", KEYS[1], "GT", ARGV[1], ARGV[2])
return 1
