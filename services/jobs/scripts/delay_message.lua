-- A message was not taken: it is due again later.
-- KEYS: messages, due    ARGV: id, message with its attempts, seconds
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], tonumber(time[1]) + tonumber(time[2]) / 1000000 + tonumber(ARGV[3]), ARGV[1])
return 1
