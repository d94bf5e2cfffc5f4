-- with heads
-- All that it takes to choose a caller for an agent: the agent, who waits, and who else is on the floor.
--
-- KEYS[1]  agents   hash  id to "<version> <commit id> <state>"    KEYS[2]  demands  set
-- KEYS[3]  states   hash  display state to how many agents         KEYS[4]  needs    hash  call to needs
-- KEYS[5...]  wait  sorted sets  call ids, lowest score first: of the demands that the agent can take
-- ARGV[1]  agent id       ARGV[2]  how many callers to look at
--
-- Returns the agent's record or nothing, how many demands there are, the states and counts by turns, the first
-- callers and their needs by turns. All keys carry one {tenant} tag; none is built here. Redis 6.2.

local record = redis.call("HGET", KEYS[1], ARGV[1])
local demands = redis.call("SCARD", KEYS[2])
return {record, demands, redis.call("HGETALL", KEYS[3]), heads(KEYS[4], 5, ARGV[2], ARGV[2])}
