-- Slices that nobody seems to be working on: put off, so that each is looked at less and less often.
-- KEYS: due    ARGV: limit, put_off_seconds
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(members) do
  redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), member)
end
return members
