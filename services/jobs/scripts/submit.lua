-- Accept a job, or say why not. All or nothing.
-- KEYS: job, payload, due, load, jobs, same_work, idempotency, waiting, turns, then further index sets
-- ARGV: job_id, tenant, completions, max_queued, tenant_quota, first_look_seconds, slices, retention_seconds,
--       channel, waiters, work_digest, use_same_work, idempotent, header, weight,
--       expected seconds of each slice, summary, priority, jobs to keep, then payload fields and values
local id, tenant, completions = ARGV[1], ARGV[2], tonumber(ARGV[3])
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000

-- A client that lost the answer to its first try asks again: the job is there, and counted once.
if redis.call('EXISTS', KEYS[1]) == 1 then return {'accepted', id} end

-- A further request for work that is already there: it counts as one more that waits for the job.
local function join(existing)
  local job = 'steelyard:job:' .. existing
  redis.call('HINCRBY', job, 'waiters', ARGV[10])
  local channels = redis.call('HGET', job, 'channels') or ''
  if not string.find(' ' .. channels .. ' ', ' ' .. ARGV[9] .. ' ', 1, true) then
    redis.call('HSET', job, 'channels', channels .. ' ' .. ARGV[9])
  end
  return {'joined', existing}
end

if ARGV[13] == '1' then
  local known = redis.call('GET', KEYS[7])
  if known then
    local existing, digest = string.match(known, '^(%x+) (.*)$')
    if digest ~= ARGV[11] then return {'conflict', existing} end
    local state = redis.call('HGET', 'steelyard:job:' .. existing, 'state')
    if state and state ~= 'cancelled' then return join(existing) end
  end
end
if ARGV[12] == '1' then
  local existing = redis.call('GET', KEYS[6])
  if existing and redis.call('HEXISTS', 'steelyard:job:' .. existing, 'state') == 1 then return join(existing) end
end

if tonumber(redis.call('HGET', KEYS[4], '*') or '0') + completions > tonumber(ARGV[4]) then
  return {'queue_full', ''}
end
local quota = tonumber(ARGV[5])
if quota >= 0 and tonumber(redis.call('HGET', KEYS[4], tenant) or '0') + completions > quota then
  return {'quota', ''}
end

redis.call('HSET', KEYS[1], 'state', 'queued', 'created', string.format('%.6f', now), 'done', 0, 'slices', ARGV[7],
  'total', completions, 'tenant', tenant, 'waiters', ARGV[10], 'channels', ARGV[9], 'header', ARGV[14],
  'summary', ARGV[17], 'priority', ARGV[18])
for first = 20, #ARGV, 1000 do
  redis.call('HSET', KEYS[2], unpack(ARGV, first, math.min(first + 999, #ARGV)))
end
redis.call('HINCRBY', KEYS[4], '*', completions)
redis.call('HINCRBY', KEYS[4], tenant, completions)
redis.call('HINCRBY', 'steelyard:backlog', ARGV[18] .. '|' .. tenant, completions)
redis.call('ZADD', 'steelyard:unbegun:' .. ARGV[18] .. '|' .. tenant, now, id)
-- Weighted fair queueing: a tenant's next slice waits behind what its earlier ones cost, divided by its weight. Who
-- comes back after a pause starts where the others are now.
local turn = math.max(tonumber(redis.call('HGET', KEYS[9], '*') or '0'),
  tonumber(redis.call('HGET', KEYS[9], tenant) or '0'))
local slice = 0
for seconds in string.gmatch(ARGV[16], '%S+') do
  turn = turn + (tonumber(seconds) + 0.001) / tonumber(ARGV[15])
  redis.call('ZADD', KEYS[3], now + tonumber(ARGV[6]), id .. ':' .. slice)
  redis.call('ZADD', KEYS[8], turn, id .. ':' .. slice)
  slice = slice + 1
end
redis.call('HSET', KEYS[9], tenant, string.format('%.17g', turn))
redis.call('ZADD', KEYS[5], 0, id)
local forgotten = math.max(0, math.floor((now - tonumber(ARGV[8])) * 1000))
redis.call('ZREMRANGEBYLEX', KEYS[5], '-', string.format('(%012x', forgotten))
-- More jobs than are to be kept: the oldest go, a few at a time, as far as they are over.
local surplus = math.min(redis.call('ZCARD', KEYS[5]) - tonumber(ARGV[19]), 20)
if surplus > 0 then
  for _, old in ipairs(redis.call('ZRANGE', KEYS[5], 0, surplus - 1)) do
    local job = 'steelyard:job:' .. old
    local state = redis.call('HGET', job, 'state')
    if state == 'queued' or state == 'running' then break end
    redis.call('UNLINK', job, job .. ':payload', job .. ':verdicts', job .. ':result')
    redis.call('ZREM', KEYS[5], old)
  end
end
local oldest = redis.call('ZRANGE', KEYS[5], 0, 0)[1]
redis.call('ZADD', 'steelyard:jobs:state:queued', 0, id)
for _, state in ipairs({'done', 'failed', 'cancelled'}) do
  redis.call('ZREMRANGEBYLEX', 'steelyard:jobs:state:' .. state, '-', '(' .. oldest)
end
for index = 10, #KEYS do
  redis.call('ZADD', KEYS[index], 0, id)
  redis.call('ZREMRANGEBYLEX', KEYS[index], '-', '(' .. oldest)
  redis.call('EXPIRE', KEYS[index], ARGV[8])
end
if ARGV[12] == '1' then
  redis.call('SET', KEYS[6], id, 'EX', ARGV[8])
  redis.call('HSET', KEYS[1], 'same_work', KEYS[6])
end
if ARGV[13] == '1' then redis.call('SET', KEYS[7], id .. ' ' .. ARGV[11], 'EX', ARGV[8]) end
return {'accepted', id}
