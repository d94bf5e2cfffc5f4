-- Take a place for a call to begin, of so many a second that the account has.
--
-- KEYS[1]  places  sorted set  "<lane> <id>" by the instant at which the call begins, Unix milliseconds
-- KEYS[2]  held    text        there while a page waits for its place
-- ARGV[1]  now     ARGV[2]  calls a second     ARGV[3]  lane: page, together or other     ARGV[4]  an id, unique
-- ARGV[5]  others begin so many milliseconds ahead at most       ARGV[6]  they have half of so many milliseconds
-- ARGV[7]  a page that waited and is not back after so many milliseconds waits no more
--
-- Returns 0: the call may be asked for; else after how many milliseconds to ask again. Redis 6.2.

local now, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now - ARGV[6])
-- Whose clock is ahead of ours holds up nobody for longer than what is booked ahead at most.
redis.call("ZREMRANGEBYSCORE", KEYS[1], now + ARGV[6], "+inf")
local free = now
local full = redis.call("ZREVRANGE", KEYS[1], rate - 1, rate - 1, "WITHSCORES")
if full[2] then
    free = math.max(now, tonumber(full[2]) + 1000)
end

local function refuse(wait)
    return math.max(1, wait)
end

if ARGV[3] == "page" and free > now then
    redis.call("SET", KEYS[2], 1, "PX", free - now + ARGV[7])
    return refuse(free - now)
end
if ARGV[3] == "other" then
    local theirs = 0
    for _, place in ipairs(redis.call("ZRANGE", KEYS[1], 0, -1)) do
        theirs = theirs + (string.sub(place, 1, 6) == "other " and 1 or 0)
    end
    local share = math.max(1, math.floor(rate * ARGV[6] / 2000))
    if theirs >= share or redis.call("EXISTS", KEYS[2]) == 1 or free > now + ARGV[5] then
        return refuse(math.max(free - now, 1000))
    end
end
redis.call("ZADD", KEYS[1], free, ARGV[3] .. " " .. ARGV[4])
redis.call("PEXPIRE", KEYS[1], 2 * ARGV[6])
return 0
