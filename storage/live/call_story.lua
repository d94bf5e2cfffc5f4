-- Read the last facts of one call, by their numbers.
--
-- KEYS[1]  story  list    the numbers of the call's facts    KEYS[2]  facts  stream  what became true for this tenant
-- ARGV[1]  how many at most
--
-- Returns how many facts the call had in all, then those that the stream still holds, text, oldest first.
-- All keys carry one {tenant} tag; none is built here. Redis 6.2.

local told = {redis.call("LLEN", KEYS[1])}
for _, number in ipairs(redis.call("LRANGE", KEYS[1], -ARGV[1], -1)) do
    local entry = redis.call("XRANGE", KEYS[2], number .. "-0", number .. "-0")[1]
    if entry then
        told[#told + 1] = entry[2][2]
    end
end
return told
