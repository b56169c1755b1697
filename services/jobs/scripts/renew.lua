-- Lengthen the lease of a slice, and tell whether there is still any use in working on it.
-- KEYS: job, due    ARGV: job_id, slice, worker, lease_seconds
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local state = redis.call('HGET', KEYS[1], 'state')
if not state or state == 'done' or state == 'failed' or state == 'cancelled' then return 0 end
local lease = redis.call('HGET', KEYS[1], 'lease:' .. ARGV[2]) or ''
if string.match(lease, '^(.*) %S+$') ~= ARGV[3] then return 1 end
local ends = now + tonumber(ARGV[4])
redis.call('HSET', KEYS[1], 'lease:' .. ARGV[2], ARGV[3] .. string.format(' %.6f', ends))
redis.call('ZADD', KEYS[2], 'XX', ends, ARGV[1] .. ':' .. ARGV[2])
return 1
