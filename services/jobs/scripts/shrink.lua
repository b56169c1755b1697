-- Drop the oldest jobs that are over, until so many bytes are free. Returns how many went.
-- KEYS: jobs    ARGV: bytes, how many jobs to look at
local gone, freed = 0, 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1)) do
  local job = 'steelyard:job:' .. id
  local state = redis.call('HGET', job, 'state')
  if state ~= 'queued' and state ~= 'running' then
    for _, part in ipairs({'', ':payload', ':verdicts', ':result'}) do
      freed = freed + (redis.call('MEMORY', 'USAGE', job .. part) or 0)
      redis.call('DEL', job .. part) -- not UNLINK: what it frees is seen only later, and more would go than has to
    end
    redis.call('ZREM', KEYS[1], id)
    gone = gone + 1
    if freed >= tonumber(ARGV[1]) then break end
  end
end
return gone
