-- Add what a job has shown to the history of a prompt or of a run; of one job only once.
-- KEYS: history, seen    ARGV: member of seen, step, retention_seconds, then kind, name, value, decay of each entry
-- A sum ('+', 'step before during decay') and a best ('>', 'step before during') keep apart what was known before a
-- step and what jobs of the step have added, so that these are scored without it. First values ('1') stay.
if redis.call('SADD', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[2], ARGV[3])
local step = tonumber(ARGV[2])

local function number(text)
  if text == 'none' then return nil end
  return tonumber(text)
end

local function text(value)
  if value == nil then return 'none' end
  return string.format('%.17g', value)
end

local function added(known, value, decay)
  if not known then return step, 0, value end
  local at, before, during = string.match(known, '^(%S+) (%S+) (%S+) %S+$')
  at, before, during = tonumber(at), tonumber(before), tonumber(during)
  if step > at then return step, (before + during) * decay ^ (step - at), value end
  if step < at then return at, before + value * decay ^ (at - step), during end
  return at, before, during + value
end

local function bettered(known, value)
  if not known then return step, nil, value end
  local at, before, during = string.match(known, '^(%S+) (%S+) (%S+)$')
  at, before, during = tonumber(at), number(before), tonumber(during)
  if step > at then return step, during, value end
  if step < at then return at, math.max(before or value, value), during end
  return at, before, math.max(during, value)
end

for index = 4, #ARGV, 4 do
  local kind, value = ARGV[index], ARGV[index + 2]
  local field = kind .. ARGV[index + 1]
  local known = redis.call('HGET', KEYS[1], field)
  if kind == '1' then
    if not known then redis.call('HSET', KEYS[1], field, text(step) .. ' ' .. value) end
  else
    local at, before, during, decay
    if kind == '+' then
      decay = ' ' .. ARGV[index + 3]
      at, before, during = added(known, tonumber(value), tonumber(decay))
    else
      decay = ''
      at, before, during = bettered(known, tonumber(value))
    end
    redis.call('HSET', KEYS[1], field, text(at) .. ' ' .. text(before) .. ' ' .. text(during) .. decay)
  end
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
