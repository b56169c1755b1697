-- Keep a label, in place of an earlier one by the same reviewer. A completion counts once, for what most of its
-- reviewers say, and for nothing while they are divided evenly. The oldest labels go when there are too many.
-- KEYS: labels, subjects, order, counted, counts, tenants, votes
-- ARGV: completion, reviewer, label, subject, at, most, fields of counts for right and wrong ('' for none), tenant, truth
local function forget(completion)
  local field = redis.call('HGET', KEYS[4], completion)
  if field then
    redis.call('HINCRBY', KEYS[5], field, -1)
    redis.call('HDEL', KEYS[4], completion)
  end
end

local function count(completion, known)
  forget(completion)
  local sums = {right = 0, wrong = 0}
  for _, truth in pairs(known.votes) do sums[truth] = sums[truth] + 1 end
  local field = ''
  if sums.right > sums.wrong then field = known.right elseif sums.wrong > sums.right then field = known.wrong end
  if field ~= '' then
    redis.call('HSET', KEYS[4], completion, field)
    redis.call('HINCRBY', KEYS[5], field, 1)
  end
end

local function votes_of(completion)
  local stored = redis.call('HGET', KEYS[7], completion)
  return stored and cjson.decode(stored) or nil
end

local function drop(old)
  local completion, reviewer = string.match(old, '^([^:]*:[^:]*:[^:]*):?(.*)$')
  redis.call('HDEL', KEYS[1], old)
  redis.call('ZREM', KEYS[3], old)
  local known = votes_of(completion)
  if known then known.votes['_' .. reviewer] = nil end
  if known and next(known.votes) then
    redis.call('HSET', KEYS[7], completion, cjson.encode(known))
    count(completion, known)
  else
    redis.call('HDEL', KEYS[7], completion)
    redis.call('HDEL', KEYS[2], completion)
    forget(completion)
  end
end

local completion, reviewer = ARGV[1], ARGV[2]
local name = completion
if reviewer ~= '' then name = completion .. ':' .. reviewer end
redis.call('SADD', KEYS[6], ARGV[9])
redis.call('HSET', KEYS[1], name, ARGV[3])
redis.call('HSET', KEYS[2], completion, ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[5], name)
local known = votes_of(completion) or {votes = {}}
known.right, known.wrong = ARGV[7], ARGV[8]
known.votes['_' .. reviewer] = ARGV[10] -- never an empty name: an object in JSON, not an array
redis.call('HSET', KEYS[7], completion, cjson.encode(known))
count(completion, known)
for _, old in ipairs(redis.call('ZRANGE', KEYS[3], 0, -tonumber(ARGV[6]) - 1)) do drop(old) end
return 1
