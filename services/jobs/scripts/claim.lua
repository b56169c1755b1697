-- Take a lease on a slice.
-- KEYS: job, payload, verdicts, due
-- ARGV: job_id, slice, worker, lease_seconds, max_attempts
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local member = ARGV[1] .. ':' .. ARGV[2]
local state = redis.call('HGET', KEYS[1], 'state')
if not state or state == 'done' or state == 'failed' or state == 'cancelled' then
  redis.call('ZREM', KEYS[4], member)
  return {'over'}
end
if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then
  if redis.call('HLEN', KEYS[3]) == tonumber(redis.call('HGET', KEYS[1], 'slices')) then
    redis.call('ZADD', KEYS[4], now + tonumber(ARGV[4]), member)
    return {'complete', redis.call('HGET', KEYS[1], 'header')}
  end
  redis.call('ZREM', KEYS[4], member)
  return {'over'}
end
local lease = redis.call('HGET', KEYS[1], 'lease:' .. ARGV[2])
if lease then
  local holder, ends = string.match(lease, '^(.*) (%S+)$')
  if holder ~= ARGV[3] and tonumber(ends) > now then return {'over'} end
end
local attempts = redis.call('HINCRBY', KEYS[1], 'attempts:' .. ARGV[2], 1)
local ends = now + tonumber(ARGV[4])
redis.call('HSET', KEYS[1], 'lease:' .. ARGV[2], ARGV[3] .. string.format(' %.6f', ends))
redis.call('ZADD', KEYS[4], ends, member)
if state == 'queued' then
  redis.call('HSET', KEYS[1], 'state', 'running', 'started', string.format('%.6f', now))
  redis.call('ZREM', 'steelyard:jobs:state:queued', ARGV[1])
  redis.call('ZADD', 'steelyard:jobs:state:running', 0, ARGV[1])
  local place = redis.call('HMGET', KEYS[1], 'priority', 'tenant')
  redis.call('ZREM', 'steelyard:unbegun:' .. (place[1] or 'train') .. '|' .. place[2], ARGV[1])
end
if attempts > tonumber(ARGV[5]) then
  return {'exhausted', redis.call('HGET', KEYS[1], 'header'), redis.call('HGET', KEYS[2], 's' .. ARGV[2])}
end
return {'run', redis.call('HGET', KEYS[1], 'header'), redis.call('HGET', KEYS[2], 's' .. ARGV[2])}
