-- The next callers over several orders of waiting, each once, the smallest score first; equal ones by id.
--
-- KEYS[1]  needs  hash  call to needs    KEYS[2...]  wait  sorted sets  call ids, lowest score first
-- ARGV[1]  how many to look at in each order         ARGV[2]  how many to return at most
--
-- Returns call id and needs by turns. A call that stands in an order and asks for nothing any more has ended: it is
-- taken out here. All keys carry one {tenant} tag; none is built here. Redis 6.2.

local found, score_of = {}, {}
for i = 2, #KEYS do
    local head = redis.call("ZRANGE", KEYS[i], 0, ARGV[1] - 1, "WITHSCORES")
    for j = 1, #head, 2 do
        local call = head[j]
        if not score_of[call] then
            found[#found + 1] = call
            score_of[call] = tonumber(head[j + 1])
        end
    end
end
if #found == 0 then
    return found
end
table.sort(found, function(one, other)
    if score_of[one] == score_of[other] then
        return one < other
    end
    return score_of[one] < score_of[other]
end)

local answer = {}
for _, call in ipairs(found) do
    local needs = redis.call("HGET", KEYS[1], call)
    if needs then
        answer[#answer + 1] = call
        answer[#answer + 1] = needs
        if #answer >= 2 * ARGV[2] then
            break
        end
    else
        for i = 2, #KEYS do
            redis.call("ZREM", KEYS[i], call)
        end
    end
end
return answer
