-- Functions for the scripts that have the line "-- with add_facts": a number for every fact of a tenant.
--
-- add_facts(stream, counter, most, first, story, keep) puts ARGV[first...] into the stream, in order, each as "<number>-0".
-- stream   stream  what became true for this tenant
-- counter  text    the number of the newest fact
-- story    list    the numbers of the facts of the call that these are about, to be kept for `keep` milliseconds from
--                  now; nil for facts of no call
--
-- Numbers grow by one. A new counter begins at the present Unix millisecond, or at the stream's newest entry if that
-- is later: so they never go back, even after the store has lost both, unless more than 1,000 facts a second came.

local function add_facts(stream, counter, most, first, story, keep)
    local count = #ARGV - first + 1
    if count < 1 then
        return
    end
    if redis.call("EXISTS", counter) == 0 then
        local now = redis.call("TIME")
        local begin = now[1] * 1000 + math.floor(now[2] / 1000)
        local newest = redis.call("XREVRANGE", stream, "+", "-", "COUNT", 1)[1]
        if newest then
            begin = math.max(begin, tonumber(string.match(newest[1], "^%d+")))
        end
        redis.call("SET", counter, string.format("%.0f", begin))
    end
    local last = redis.call("INCRBY", counter, count)
    local numbers = {}
    for i = 1, count do
        numbers[i] = string.format("%.0f", last - count + i)
        redis.call("XADD", stream, "MAXLEN", "~", most, numbers[i] .. "-0", "fact", ARGV[first + i - 1])
    end
    if story then
        redis.call("RPUSH", story, unpack(numbers))
        redis.call("PEXPIRE", story, keep)
    end
end
