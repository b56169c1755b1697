-- Accept a job, or say why not. All or nothing.
-- KEYS: job, payload, due, load, jobs, same_work, idempotency, waiting, turns, then further index sets
-- ARGV: job_id, tenant, completions, max_queued, tenant_quota, first_look_seconds, slices, oldest_job_id,
--       retention_seconds, channel, waiters, work_digest, use_same_work, idempotent, header, weight,
--       expected seconds of each slice, then payload fields and values
local id, tenant, completions = ARGV[1], ARGV[2], tonumber(ARGV[3])
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000

-- A further request for work that is already there: it counts as one more that waits for the job.
local function join(existing)
  local job = 'steelyard:job:' .. existing
  redis.call('HINCRBY', job, 'waiters', ARGV[11])
  local channels = redis.call('HGET', job, 'channels') or ''
  if not string.find(' ' .. channels .. ' ', ' ' .. ARGV[10] .. ' ', 1, true) then
    redis.call('HSET', job, 'channels', channels .. ' ' .. ARGV[10])
  end
  return {'joined', existing}
end

if ARGV[14] == '1' then
  local known = redis.call('GET', KEYS[7])
  if known then
    local existing, digest = string.match(known, '^(%x+) (.*)$')
    if digest ~= ARGV[12] then return {'conflict', existing} end
    local state = redis.call('HGET', 'steelyard:job:' .. existing, 'state')
    if state and state ~= 'cancelled' then return join(existing) end
  end
end
if ARGV[13] == '1' then
  local existing = redis.call('GET', KEYS[6])
  if existing then return join(existing) end
end

if tonumber(redis.call('HGET', KEYS[4], '*') or '0') + completions > tonumber(ARGV[4]) then
  return {'queue_full', ''}
end
local quota = tonumber(ARGV[5])
if quota >= 0 and tonumber(redis.call('HGET', KEYS[4], tenant) or '0') + completions > quota then
  return {'quota', ''}
end

redis.call('HSET', KEYS[1], 'state', 'queued', 'created', string.format('%.6f', now), 'done', 0, 'slices', ARGV[7],
  'total', completions, 'tenant', tenant, 'waiters', ARGV[11], 'channels', ARGV[10], 'header', ARGV[15])
for first = 18, #ARGV, 1000 do
  redis.call('HSET', KEYS[2], unpack(ARGV, first, math.min(first + 999, #ARGV)))
end
redis.call('HINCRBY', KEYS[4], '*', completions)
redis.call('HINCRBY', KEYS[4], tenant, completions)
-- Weighted fair queueing: a tenant's next slice waits behind what its earlier ones cost, divided by its weight. Who
-- comes back after a pause starts where the others are now.
local turn = math.max(tonumber(redis.call('HGET', KEYS[9], '*') or '0'),
  tonumber(redis.call('HGET', KEYS[9], tenant) or '0'))
local slice = 0
for seconds in string.gmatch(ARGV[17], '%S+') do
  turn = turn + (tonumber(seconds) + 0.001) / tonumber(ARGV[16])
  redis.call('ZADD', KEYS[3], now + tonumber(ARGV[6]), id .. ':' .. slice)
  redis.call('ZADD', KEYS[8], turn, id .. ':' .. slice)
  slice = slice + 1
end
redis.call('HSET', KEYS[9], tenant, string.format('%.17g', turn))
redis.call('ZADD', KEYS[5], 0, id)
redis.call('ZREMRANGEBYLEX', KEYS[5], '-', '(' .. ARGV[8])
for index = 10, #KEYS do
  redis.call('ZADD', KEYS[index], 0, id)
  redis.call('ZREMRANGEBYLEX', KEYS[index], '-', '(' .. ARGV[8])
  redis.call('EXPIRE', KEYS[index], ARGV[9])
end
if ARGV[13] == '1' then
  redis.call('SET', KEYS[6], id, 'EX', ARGV[9])
  redis.call('HSET', KEYS[1], 'same_work', KEYS[6])
end
if ARGV[14] == '1' then redis.call('SET', KEYS[7], id .. ' ' .. ARGV[12], 'EX', ARGV[9]) end
return {'accepted', id}
