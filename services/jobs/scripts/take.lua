-- Take leases on as many waiting slices as a ticket is worth, whoever's turn it is; at least one if any waits.
-- 'stuck' is a job whose verdicts or whose end could not be stored in max_attempts attempts.
-- KEYS: waiting, turns, due, queue
-- ARGV: worker, lease_seconds, max_attempts, ticket_seconds, most_slices, a further ticket
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local worker, lease_seconds, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local ends = now + lease_seconds
local due, over, running, taken = {}, {}, {}, {}

-- How many leases' times have begun in which somebody tried to end the job: tickets that come together count once.
local function tries_to_end(job)
  local tries, began = string.match(redis.call('HGET', job, 'endings') or '0 0', '^(%d+) (%S+)$')
  if now - tonumber(began) < lease_seconds then return tonumber(tries) end
  redis.call('HSET', job, 'endings', string.format('%d %.6f', tries + 1, now))
  return tries + 1
end

local function is_judged(job, slice, known)
  return tonumber(known.done or '0') > 0 and redis.call('HEXISTS', job .. ':verdicts', slice) == 1
end

-- What is to be done about a slice: a claim, or nothing.
local function claim(job, id, slice, known)
  local state = known.state
  if not state or state == 'done' or state == 'failed' or state == 'cancelled' then return end
  if is_judged(job, slice, known) then
    if redis.call('HLEN', job .. ':verdicts') < tonumber(known.slices) then return end
    due[#due + 1] = ends
    due[#due + 1] = id .. ':' .. slice
    return tries_to_end(job) > most and 'stuck' or 'complete'
  end
  if known.lease then
    local holder, until_when = string.match(known.lease, '^(.*) (%S+)$')
    if holder ~= worker and tonumber(until_when) > now then return 'held' end
  end
  local attempts = tonumber(known.attempts or '0') + 1
  local fields = {'attempts:' .. slice, attempts, 'lease:' .. slice, worker .. string.format(' %.6f', ends)}
  if state == 'queued' then
    for _, field in ipairs({'state', 'running', 'started', string.format('%.6f', now)}) do
      fields[#fields + 1] = field
    end
    running[#running + 1] = id
    redis.call('ZREM', 'steelyard:unbegun:' .. (known.priority or 'train') .. '|' .. known.tenant, id)
  end
  redis.call('HSET', job, unpack(fields))
  due[#due + 1] = ends
  due[#due + 1] = id .. ':' .. slice
  if attempts > 2 * most then return 'stuck' end
  return attempts > most and 'exhausted' or 'run'
end

-- A slice with all that is needed to judge it; the verifier too, where the job has only one.
local function packed(claimed, job, id, slice, known)
  local started = known.started or string.format('%.6f', now)
  local attempts = tonumber(known.attempts or '0') + 1
  local entry = {claimed, id, slice, known.header, '', '', known.created, started, tostring(attempts)}
  if claimed == 'run' or claimed == 'exhausted' then
    local payload = redis.call('HMGET', job .. ':payload', 's' .. slice, 'g0')
    entry[5] = payload[1] or ''
    if known.groups == '1' and known.slices == '1' then entry[6] = payload[2] or '' end
  end
  return entry
end

local spent, reached, count = 0, nil, 0
while count < tonumber(ARGV[5]) do
  local first = redis.call('ZPOPMIN', KEYS[1])
  if #first == 0 then break end
  local member, turn = first[1], tonumber(first[2])
  local id, slice = string.match(member, '^(.*):(%d+)$')
  local job = 'steelyard:job:' .. id
  local values = redis.call('HMGET', job, 'state', 'header', 'tenant', 'priority', 'slices', 'groups', 'done',
    'lease:' .. slice, 'attempts:' .. slice, 'cost:' .. slice, 'created', 'started')
  local known = {state = values[1] or nil, header = values[2], tenant = values[3] or '', priority = values[4] or nil,
    slices = values[5], groups = values[6] or nil, done = values[7] or nil, lease = values[8] or nil,
    attempts = values[9] or nil, created = values[11], started = values[12] or nil}
  local cost = tonumber(values[10] or '0') or 0
  if count > 0 and spent + cost > tonumber(ARGV[4]) then
    redis.call('ZADD', KEYS[1], turn, member)
    break
  end
  local claimed = claim(job, id, slice, known)
  if claimed and claimed ~= 'held' then
    taken[#taken + 1] = packed(claimed, job, id, slice, known)
    spent, count = spent + cost, count + 1
  elseif not claimed then
    over[#over + 1] = member
  end
  reached = math.max(reached or 0, turn)
end

if #due > 0 then redis.call('ZADD', KEYS[3], unpack(due)) end
if #over > 0 then redis.call('ZREM', KEYS[3], unpack(over)) end
if #running > 0 then
  redis.call('ZREM', 'steelyard:jobs:state:queued', unpack(running))
  local entries = {}
  for _, id in ipairs(running) do
    entries[#entries + 1] = 0
    entries[#entries + 1] = id
  end
  redis.call('ZADD', 'steelyard:jobs:state:running', unpack(entries))
end
if reached and reached > tonumber(redis.call('HGET', KEYS[2], '*') or '0') then
  redis.call('HSET', KEYS[2], '*', string.format('%.17g', reached))
end
-- What still waits has a ticket, however the tickets sent were counted.
if redis.call('LLEN', KEYS[4]) == 0 and redis.call('ZCARD', KEYS[1]) > 0 then redis.call('LPUSH', KEYS[4], ARGV[6]) end
return taken
