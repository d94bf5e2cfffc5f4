-- with add_facts
-- Raise or lower an agent's hand, and tell it where that changes anything.
--
-- KEYS[1]  hands    set     the ids of agents who have raised a hand
-- KEYS[2]  facts    stream  what became true for this tenant
-- KEYS[3]  counter  text    the number of the newest fact
-- ARGV[1]  the agent    ARGV[2]  1 up, 0 down    ARGV[3]  milliseconds that hands are kept after the last one
-- ARGV[4]  most facts to keep, about    ARGV[5...]  the facts, text
--
-- Returns 1 where it changed, else 0. Redis 6.2.

local command = ARGV[2] == "1" and "SADD" or "SREM"
local changed = redis.call(command, KEYS[1], ARGV[1])
redis.call("PEXPIRE", KEYS[1], ARGV[3])
if changed == 1 then
    add_facts(KEYS[2], KEYS[3], ARGV[4], 5)
end
return changed
