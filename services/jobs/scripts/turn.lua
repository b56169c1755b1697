-- Whose turn it is: the message's own slice only if nobody waits.
-- KEYS: waiting, turns    ARGV: the message's slice
local first = redis.call('ZPOPMIN', KEYS[1])
if #first == 0 then return ARGV[1] end
local now = tonumber(redis.call('HGET', KEYS[2], '*') or '0')
if tonumber(first[2]) > now then redis.call('HSET', KEYS[2], '*', first[2]) end
return first[1]
