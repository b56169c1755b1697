-- Compare what is wrong now with what was. Of an alarm that begins, and of one that has not been seen for a while, a
-- message is left for each webhook that is to be told. Only the gateway that watches may do so.
-- KEYS: watcher, alarms, messages, due
-- ARGV: gateway, ends_after_seconds, most_messages, looks
-- ``looks`` is JSON: a list of {scope, targets: [{name, alarms}], alarms: [{name, subject, seen, advice}]}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local told = 0

local function wants(target, name)
  if #target.alarms == 0 then return true end
  for _, one in ipairs(target.alarms) do
    if one == name then return true end
  end
  return false
end

local function tell(look, event, alarm)
  for _, target in ipairs(look.targets) do
    if wants(target, alarm.name) then
      told = told + 1
      local id = string.format('msg_%.0f%06d_%d_%s', tonumber(time[1]), tonumber(time[2]), told, target.name)
      local message = {webhook = target.name, event = event, at = now, began = alarm.began, attempts = 0,
        name = alarm.name, subject = alarm.subject, seen = alarm.seen, advice = alarm.advice}
      redis.call('HSET', KEYS[3], id, cjson.encode(message))
      redis.call('ZADD', KEYS[4], now, id)
    end
  end
end

for _, look in ipairs(cjson.decode(ARGV[4])) do
  for _, alarm in ipairs(look.alarms) do
    local field = look.scope .. '|' .. alarm.name .. '|' .. alarm.subject
    local known = redis.call('HGET', KEYS[2], field)
    alarm.began = known and cjson.decode(known).began or now
    alarm.seen_at = now
    redis.call('HSET', KEYS[2], field, cjson.encode(alarm))
    if not known then tell(look, 'began', alarm) end
  end
  local all = redis.call('HGETALL', KEYS[2])
  for place = 1, #all, 2 do
    local alarm = cjson.decode(all[place + 1])
    local is_of_look = string.sub(all[place], 1, #look.scope + 1) == look.scope .. '|'
    if is_of_look and now - alarm.seen_at >= tonumber(ARGV[2]) then
      redis.call('HDEL', KEYS[2], all[place])
      tell(look, 'ended', alarm)
    end
  end
end

redis.call('EXPIRE', KEYS[2], 604800)
-- A receiver that is away for long costs no memory without end: the oldest messages go.
for _, id in ipairs(redis.call('ZRANGE', KEYS[4], 0, -tonumber(ARGV[3]) - 1)) do
  redis.call('ZREM', KEYS[4], id)
  redis.call('HDEL', KEYS[3], id)
end
return told
