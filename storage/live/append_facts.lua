-- with add_facts
-- Put facts that belong to no turn and to no change of the floor into the stream.
--
-- KEYS[1]  facts    stream  what became true for this tenant
-- KEYS[2]  counter  text    the number of the newest fact
-- ARGV[1]  most facts to keep, about    ARGV[2...]  the facts, text
--
-- Returns the number of the last one. All keys carry one {tenant} tag; none is built here. Redis 6.2.

add_facts(KEYS[1], KEYS[2], ARGV[1], 2)
return redis.call("GET", KEYS[2])
