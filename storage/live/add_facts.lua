-- Functions for the scripts that have the line "-- with add_facts": a number for every fact of a tenant.
--
-- add_facts(stream, counter, most, first) puts ARGV[first...] into the stream, in order, each as "<number>-0".
-- stream   stream  what became true for this tenant
-- counter  text    the number of the newest fact
--
-- Numbers grow by one. A new counter begins at the present Unix millisecond, or at the stream's newest entry if that
-- is later: so they never go back, even after the store has lost both, unless more than 1,000 facts a second came.

local function add_facts(stream, counter, most, first)
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
    for i = 1, count do
        local id = string.format("%.0f-0", last - count + i)
        redis.call("XADD", stream, "MAXLEN", "~", most, id, "fact", ARGV[first + i - 1])
    end
end
