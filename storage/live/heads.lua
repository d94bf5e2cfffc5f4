-- The next callers over several orders of waiting, each once, the smallest score first; equal ones by id.
--
-- heads(needs_key, first, each, most): the orders are KEYS[first...], of which each is looked at as far as `each`;
-- at most `most` come back, call id and needs by turns. A call that stands in an order and asks for nothing any more
-- has ended: it is taken out here. Redis 6.2.

local function heads(needs_key, first, each, most)
    local found, score_of = {}, {}
    for i = first, #KEYS do
        local head = redis.call("ZRANGE", KEYS[i], 0, each - 1, "WITHSCORES")
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
        local needs = redis.call("HGET", needs_key, call)
        if needs then
            answer[#answer + 1] = call
            answer[#answer + 1] = needs
            if #answer >= 2 * most then
                break
            end
        else
            for i = first, #KEYS do
                redis.call("ZREM", KEYS[i], call)
            end
        end
    end
    return answer
end
