-- Bring a job to its end: done, failed or cancelled. Only the first end counts.
-- KEYS: job, payload, verdicts, result, due, load
-- ARGV: job_id, state, result, error, retention_seconds, only_without_waiters, figures, history_seconds
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return 'unknown' end
if state == 'done' or state == 'failed' or state == 'cancelled' then return state end
if ARGV[6] == '1' and redis.call('HINCRBY', KEYS[1], 'waiters', -1) > 0 then return state end
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'finished', string.format('%.6f', now), 'error', ARGV[4])
if ARGV[3] ~= '' then redis.call('SET', KEYS[4], ARGV[3]) end
for index = 1, 4 do redis.call('EXPIRE', KEYS[index], ARGV[5]) end
for slice = 0, tonumber(redis.call('HGET', KEYS[1], 'slices')) - 1 do
  redis.call('ZREM', KEYS[5], ARGV[1] .. ':' .. slice)
end
local completions = -tonumber(redis.call('HGET', KEYS[1], 'total'))
redis.call('HINCRBY', KEYS[6], '*', completions)
local priority, tenant, done = unpack(redis.call('HMGET', KEYS[1], 'priority', 'tenant', 'done'))
priority = priority or 'train' -- jobs of earlier versions do not say it
redis.call('HINCRBY', 'steelyard:backlog', priority .. '|' .. tenant, completions + tonumber(done))
redis.call('ZREM', 'steelyard:unbegun:' .. priority .. '|' .. tenant, ARGV[1])
redis.call('ZREM', 'steelyard:jobs:state:' .. state, ARGV[1])
redis.call('ZADD', 'steelyard:jobs:state:' .. ARGV[2], 0, ARGV[1])
-- A job that is done but has unscored completions is listed among the failed ones too, where somebody looks for it.
if ARGV[2] == 'done' and ARGV[4] ~= '' then redis.call('ZADD', 'steelyard:jobs:state:failed', 0, ARGV[1]) end
if ARGV[2] == 'done' then redis.call('XADD', 'steelyard:ended', 'MAXLEN', '~', 100000, '*', 'job', ARGV[1]) end
record(tenant, ARGV[7], ARGV[8])
mark_for_archive({ARGV[1]}, now)
if redis.call('HINCRBY', KEYS[6], tenant, completions) <= 0 then redis.call('HDEL', KEYS[6], tenant) end
local same_work = redis.call('HGET', KEYS[1], 'same_work')
if same_work then redis.call('DEL', same_work) end
for channel in string.gmatch(redis.call('HGET', KEYS[1], 'channels') or '', '%S+') do
  redis.call('PUBLISH', channel, ARGV[1] .. ' ' .. ARGV[2])
end
return ARGV[2]
