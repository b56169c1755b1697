-- Store the verdicts of a slice; the first to do so wins, so that each result is there once.
-- KEYS: job, verdicts, due, counters, flagged runs, flags of the run
-- ARGV: job_id, slice, verdicts, completions, run, retention_seconds, length of the counters, figures,
--       history_seconds, then counter names and increments, then flag names and increments
local state = redis.call('HGET', KEYS[1], 'state')
if not state or state == 'done' or state == 'failed' or state == 'cancelled' then return 'over' end
if redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[3]) == 1 then
  local done = redis.call('HINCRBY', KEYS[1], 'done', ARGV[4])
  local place = redis.call('HMGET', KEYS[1], 'priority', 'tenant')
  redis.call('HINCRBY', 'steelyard:backlog', (place[1] or 'train') .. '|' .. place[2], -ARGV[4])
  record(place[2], ARGV[8], ARGV[9])
  local flags = 10 + tonumber(ARGV[7])
  for index = 10, flags - 1, 2 do redis.call('HINCRBY', KEYS[4], ARGV[index], ARGV[index + 1]) end
  if flags <= #ARGV then
    for index = flags, #ARGV, 2 do redis.call('HINCRBY', KEYS[6], ARGV[index], ARGV[index + 1]) end
    redis.call('EXPIRE', KEYS[6], ARGV[6])
    redis.call('ZADD', KEYS[5], redis.call('TIME')[1], ARGV[5])
    redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -101)
  end
  for channel in string.gmatch(redis.call('HGET', KEYS[1], 'channels') or '', '%S+') do
    redis.call('PUBLISH', channel, ARGV[1] .. ' progress')
  end
end
if redis.call('HLEN', KEYS[2]) == tonumber(redis.call('HGET', KEYS[1], 'slices')) then return 'complete' end
redis.call('ZREM', KEYS[3], ARGV[1] .. ':' .. ARGV[2])
return 'stored'
