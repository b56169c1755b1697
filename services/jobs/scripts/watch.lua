-- Have a channel told of a job's progress, and read where it stands now.
-- KEYS: job, verdicts    ARGV: channel
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return {} end
local channels = redis.call('HGET', KEYS[1], 'channels') or ''
if not string.find(' ' .. channels .. ' ', ' ' .. ARGV[1] .. ' ', 1, true) then
  redis.call('HSET', KEYS[1], 'channels', channels .. ' ' .. ARGV[1])
end
return {state, redis.call('HGET', KEYS[1], 'done'), redis.call('HKEYS', KEYS[2])}
