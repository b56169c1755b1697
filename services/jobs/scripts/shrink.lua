-- Drop the oldest jobs that are over, to make room. Returns how many went, and how many were looked at.
-- KEYS: jobs    ARGV: how many to drop, how many to look at
local gone, looked = 0, redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1)
for _, id in ipairs(looked) do
  local job = 'steelyard:job:' .. id
  local state = redis.call('HGET', job, 'state')
  if state ~= 'queued' and state ~= 'running' then
    redis.call('UNLINK', job, job .. ':payload', job .. ':verdicts', job .. ':result')
    redis.call('ZREM', KEYS[1], id)
    gone = gone + 1
    if gone == tonumber(ARGV[1]) then break end
  end
end
return {gone, #looked}
