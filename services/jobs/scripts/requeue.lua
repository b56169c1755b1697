-- Put slices of a job that is over back on their way: those without verdicts, and those with some that we owe.
-- KEYS: job, payload, verdicts, result, due, load, waiting, turns, alone, queue
-- ARGV: job_id, first_look_seconds, completions that lose their verdicts, number of tickets, tickets, then the slices
local state = redis.call('HGET', KEYS[1], 'state')
if not state or redis.call('EXISTS', KEYS[2]) == 0 then return 'gone' end
if state ~= 'done' and state ~= 'failed' then return state end
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local priority, tenant, total = unpack(redis.call('HMGET', KEYS[1], 'priority', 'tenant', 'total'))
priority = priority or 'train'
local done = redis.call('HINCRBY', KEYS[1], 'done', -ARGV[3])
local turn = math.max(tonumber(redis.call('HGET', KEYS[8], '*') or '0'),
  tonumber(redis.call('HGET', KEYS[8], tenant) or '0'))
local tickets = tonumber(ARGV[4])
redis.call('LPUSH', KEYS[10], unpack(ARGV, 5, 4 + tickets))
for index = 5 + tickets, #ARGV do
  redis.call('HDEL', KEYS[3], ARGV[index])
  redis.call('HDEL', KEYS[1], 'attempts:' .. ARGV[index], 'lease:' .. ARGV[index])
  redis.call('ZADD', KEYS[5], now + tonumber(ARGV[2]), ARGV[1] .. ':' .. ARGV[index])
  redis.call('ZADD', KEYS[7], turn, ARGV[1] .. ':' .. ARGV[index])
end
redis.call('HDEL', KEYS[1], 'finished', 'started', 'endings')
redis.call('HSET', KEYS[1], 'state', 'queued', 'error', '')
redis.call('DEL', KEYS[4], KEYS[9])
for index = 1, 3 do redis.call('PERSIST', KEYS[index]) end
redis.call('HINCRBY', KEYS[6], '*', total)
redis.call('HINCRBY', KEYS[6], tenant, total)
redis.call('HINCRBY', 'steelyard:backlog', priority .. '|' .. tenant, total - done)
redis.call('ZADD', 'steelyard:unbegun:' .. priority .. '|' .. tenant, now, ARGV[1])
redis.call('ZREM', 'steelyard:jobs:state:done', ARGV[1])
redis.call('ZREM', 'steelyard:jobs:state:failed', ARGV[1])
redis.call('ZADD', 'steelyard:jobs:state:queued', 0, ARGV[1])
return 'requeued'
