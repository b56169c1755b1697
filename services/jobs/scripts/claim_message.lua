-- Take the message that has been due longest. It is due again after a while, unless it is settled before.
-- KEYS: messages, due    ARGV: seconds until it is due again
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local id = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1)[1]
if not id then return {} end
local message = redis.call('HGET', KEYS[1], id)
if not message then
  redis.call('ZREM', KEYS[2], id)
  return {}
end
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[1]), id)
return {id, message}
