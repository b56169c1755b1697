-- Adds what a slice or a job has shown to the running figures. Called once for each, by the script that stores it.
local MAX_RUNS, MAX_STEPS, MAX_PARTS, MAX_STEPS_OF_A_PART, MINUTES_SECONDS = 1000, 2000, 50, 500, 86400

local function add(key, amounts, prefix)
  for field, amount in pairs(amounts) do
    redis.call('HINCRBY', key, prefix .. field, string.format('%.0f', amount))
  end
end

local function forget_run(member)
  local key = 'steelyard:run:' .. member
  redis.call('ZREM', 'steelyard:runs', member)
  for number = 1, redis.call('HLEN', key .. ':parts') do
    local part = key .. ':part' .. number
    redis.call('UNLINK', part .. ':totals', part .. ':steps', part .. ':order')
  end
  redis.call('UNLINK', key .. ':totals', key .. ':steps', key .. ':order', key .. ':parts')
end

local function forget_step(key, step)
  local fields = {step .. '|n'}
  for _, field in ipairs(redis.call('HKEYS', key .. ':totals')) do fields[#fields + 1] = step .. '|' .. field end
  redis.call('ZREM', key .. ':order', step)
  redis.call('HDEL', key .. ':steps', unpack(fields))
end

local function record_step(key, step, amounts, most)
  step = string.format('%.0f', step)
  add(key .. ':steps', amounts, step .. '|')
  redis.call('ZADD', key .. ':order', step, step)
  if redis.call('ZCARD', key .. ':order') > most then
    forget_step(key, redis.call('ZRANGE', key .. ':order', 0, 0)[1])
  end
end

-- A part beyond the first fifty of a run is not counted, and the run says how many completions that concerns.
local function part_number(key, name, amounts)
  local number = redis.call('HGET', key .. ':parts', name)
  if number then return number end
  number = redis.call('HLEN', key .. ':parts') + 1
  if number > MAX_PARTS then
    redis.call('HINCRBY', key .. ':totals', 'left_out', string.format('%.0f', amounts.n or 0))
    return nil
  end
  redis.call('HSET', key .. ':parts', name, number)
  return number
end

local function record_part(key, name, step, amounts, seconds)
  local number = part_number(key, name, amounts)
  if not number then return end
  local part = key .. ':part' .. number
  add(part .. ':totals', amounts, '')
  if step then record_step(part, step, amounts, MAX_STEPS_OF_A_PART) end
  for _, name in ipairs({':totals', ':steps', ':order'}) do redis.call('EXPIRE', part .. name, seconds) end
end

local function record_run(member, now, figures, seconds)
  local key = 'steelyard:run:' .. member
  redis.call('ZADD', 'steelyard:runs', now, member)
  add(key .. ':totals', figures.run, '')
  if figures.step and next(figures.of_step) then record_step(key, figures.step, figures.of_step, MAX_STEPS) end
  for _, one in ipairs(figures.parts or {}) do record_part(key, one[1], figures.step, one[2], seconds) end
  for _, part in ipairs({':totals', ':steps', ':order', ':parts'}) do redis.call('EXPIRE', key .. part, seconds) end
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

-- ``packed`` is JSON: counters, minute, and where the job names its run: name, run, step, of_step,
-- and parts, each a name and what it has shown. '' adds nothing.
-- Figures that cannot be added up keep no job from its end.
local function record(tenant, packed, seconds)
  if packed == '' then return end
  local fine, problem = pcall(add_up, tenant, packed, seconds)
  if not fine then
    redis.log(redis.LOG_WARNING, 'figures not added: ' .. tostring(type(problem) == 'table' and problem.err or problem))
  end
end

-- Jobs that end are marked while there is an archive; far beyond what is kept of them the oldest marks go.
local function mark_for_archive(ids, now)
  if redis.call('EXISTS', 'steelyard:archive:on') == 0 then return end
  for _, id in ipairs(ids) do redis.call('ZADD', 'steelyard:archive:due', now, id) end
  redis.call('ZREMRANGEBYRANK', 'steelyard:archive:due', 0, -500001)
end
