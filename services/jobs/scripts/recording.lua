-- Adds what a slice or a job has shown to the running figures. Called once for each, by the script that stores it.
local MAX_RUNS, MAX_STEPS, MINUTES_SECONDS = 1000, 2000, 86400

local function add(key, amounts, prefix)
  for field, amount in pairs(amounts) do
    redis.call('HINCRBY', key, prefix .. field, string.format('%.0f', amount))
  end
end

local function forget_run(member)
  local key = 'steelyard:run:' .. member
  redis.call('ZREM', 'steelyard:runs', member)
  redis.call('UNLINK', key .. ':totals', key .. ':steps', key .. ':order')
end

local function forget_step(key, step)
  local fields = {}
  for _, field in ipairs(redis.call('HKEYS', key .. ':totals')) do fields[#fields + 1] = step .. '|' .. field end
  redis.call('ZREM', key .. ':order', step)
  redis.call('HDEL', key .. ':steps', unpack(fields))
end

local function record_step(key, step, amounts)
  step = string.format('%.0f', step)
  add(key .. ':steps', amounts, step .. '|')
  redis.call('ZADD', key .. ':order', step, step)
  if redis.call('ZCARD', key .. ':order') > MAX_STEPS then
    forget_step(key, redis.call('ZRANGE', key .. ':order', 0, 0)[1])
  end
end

local function record_run(member, now, figures, seconds)
  local key = 'steelyard:run:' .. member
  redis.call('ZADD', 'steelyard:runs', now, member)
  add(key .. ':totals', figures.run, '')
  if figures.step then record_step(key, figures.step, figures.of_step) end
  for _, part in ipairs({':totals', ':steps', ':order'}) do redis.call('EXPIRE', key .. part, seconds) end
  for _, old in ipairs(redis.call('ZRANGE', 'steelyard:runs', 0, -MAX_RUNS - 1)) do forget_run(old) end
end

local function add_up(tenant, packed, seconds)
  local figures, now = cjson.decode(packed), tonumber(redis.call('TIME')[1])
  add('steelyard:counters', figures.counters, '')
  for _, whose in ipairs({'*', tenant}) do
    local key = 'steelyard:minute:' .. whose .. ':' .. (now - now % 60)
    add(key, figures.minute, '')
    redis.call('EXPIRE', key, MINUTES_SECONDS)
  end
  if figures.name then record_run(tenant .. '|' .. figures.name, now, figures, seconds) end
end

-- ``packed`` is JSON: counters, minute, and where the job names its run: name, run, step, of_step. '' adds nothing.
-- Figures that cannot be added up keep no job from its end.
local function record(tenant, packed, seconds)
  if packed == '' then return end
  local fine, problem = pcall(add_up, tenant, packed, seconds)
  if not fine then
    redis.log(redis.LOG_WARNING, 'figures not added: ' .. tostring(type(problem) == 'table' and problem.err or problem))
  end
end
