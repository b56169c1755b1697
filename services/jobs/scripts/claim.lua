-- Take a lease on a slice. 'stuck' is a job whose verdicts or whose end could not be stored in max_attempts attempts.
-- KEYS: job, payload, verdicts, due
-- ARGV: job_id, slice, worker, lease_seconds, max_attempts
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local member = ARGV[1] .. ':' .. ARGV[2]
local most = tonumber(ARGV[5])

-- How many leases' times have begun in which somebody tried to end the job: messages that come together count once.
local function tries_to_end()
  local tries, began = string.match(redis.call('HGET', KEYS[1], 'endings') or '0 0', '^(%d+) (%S+)$')
  if now - tonumber(began) < tonumber(ARGV[4]) then return tonumber(tries) end
  redis.call('HSET', KEYS[1], 'endings', string.format('%d %.6f', tries + 1, now))
  return tries + 1
end

local state = redis.call('HGET', KEYS[1], 'state')
if not state or state == 'done' or state == 'failed' or state == 'cancelled' then
  redis.call('ZREM', KEYS[4], member)
  return {'over'}
end
if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then
  if redis.call('HLEN', KEYS[3]) == tonumber(redis.call('HGET', KEYS[1], 'slices')) then
    redis.call('ZADD', KEYS[4], now + tonumber(ARGV[4]), member)
    return {tries_to_end() > most and 'stuck' or 'complete', redis.call('HGET', KEYS[1], 'header')}
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
if attempts > 2 * most then return {'stuck', redis.call('HGET', KEYS[1], 'header')} end
if attempts > most then
  return {'exhausted', redis.call('HGET', KEYS[1], 'header'), redis.call('HGET', KEYS[2], 's' .. ARGV[2])}
end
return {'run', redis.call('HGET', KEYS[1], 'header'), redis.call('HGET', KEYS[2], 's' .. ARGV[2]), attempts}
