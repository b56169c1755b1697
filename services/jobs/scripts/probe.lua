-- Write something, as every job does, and tell since when this store has its data.
-- KEYS: probe, born    ARGV: token, seconds to keep it
local now = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
redis.call('SET', KEYS[2], now[1] .. '.' .. string.format('%06d', now[2]), 'NX')
return {redis.call('GET', KEYS[2]), now[1]}
