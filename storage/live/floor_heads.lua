-- with heads
-- The next callers over several orders of waiting.
--
-- KEYS[1]  needs  hash  call to needs    KEYS[2...]  wait  sorted sets  call ids, lowest score first
-- ARGV[1]  how many to look at in each order         ARGV[2]  how many to return at most
--
-- Returns call id and needs by turns. All keys carry one {tenant} tag; none is built here. Redis 6.2.

return heads(KEYS[1], 2, ARGV[1], ARGV[2])
