-- with add_facts
-- Put facts that belong to no turn and to no change of the floor into the stream.
--
-- KEYS[1]  facts    stream  what became true for this tenant
-- KEYS[2]  counter  text    the number of the newest fact
-- KEYS[3]  story    list    the numbers of the facts of the call that these are about; none: they are told beside its story
-- ARGV[1]  most facts to keep, about    ARGV[2]  milliseconds to keep the story    ARGV[3...]  the facts, text
--
-- Returns the number of the last one. All keys carry one {tenant} tag; none is built here. Redis 6.2.

add_facts(KEYS[1], KEYS[2], ARGV[1], 3, KEYS[3], ARGV[2])
return redis.call("GET", KEYS[2])
