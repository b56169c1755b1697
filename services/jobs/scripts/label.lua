-- Keep a label, in place of an earlier one of the same completion, and count it; the oldest go when there are too many.
-- KEYS: labels, subjects, order, counted, counts, tenants
-- ARGV: name, label, subject, at, most, field of counts ('' for none), tenant
local function forget(name)
  local field = redis.call('HGET', KEYS[4], name)
  if field then
    redis.call('HINCRBY', KEYS[5], field, -1)
    redis.call('HDEL', KEYS[4], name)
  end
end

local name = ARGV[1]
forget(name)
redis.call('SADD', KEYS[6], ARGV[7])
redis.call('HSET', KEYS[1], name, ARGV[2])
redis.call('HSET', KEYS[2], name, ARGV[3])
redis.call('ZADD', KEYS[3], ARGV[4], name)
if ARGV[6] ~= '' then
  redis.call('HSET', KEYS[4], name, ARGV[6])
  redis.call('HINCRBY', KEYS[5], ARGV[6], 1)
end
for _, old in ipairs(redis.call('ZRANGE', KEYS[3], 0, -tonumber(ARGV[5]) - 1)) do
  forget(old)
  redis.call('HDEL', KEYS[1], old)
  redis.call('HDEL', KEYS[2], old)
  redis.call('ZREM', KEYS[3], old)
end
return 1
