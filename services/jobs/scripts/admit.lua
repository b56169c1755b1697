-- Accept jobs, or say of each why not; put tickets for those accepted on the queue. All or nothing.
-- ARGV: terms and submissions as JSON, then of each submission: header, summary, and its payload's fields and values
-- terms: channel, first_look_seconds, retention_seconds, max_queued, history_jobs, ticket_seconds, tickets by priority
-- (queue, messages). submission: id, tenant, completions, quota, weight, digest, joins, idempotency, groups, seconds (of
-- each slice), priority, indexes, parts (how many payload fields and values follow).
local request = cjson.decode(ARGV[1])
local terms = request.terms
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local added, load, turns, began, costs = {}, {}, {}, {}, {}

-- Sorted sets that many jobs go into are written once for all of them.
local function add(key, score, member)
  local entries = added[key]
  if not entries then
    entries = {}
    added[key] = entries
  end
  entries[#entries + 1] = score
  entries[#entries + 1] = member
end

local function loaded(tenant)
  if not load[tenant] then
    load[tenant] = {tonumber(redis.call('HGET', 'steelyard:load', tenant) or '0'), 0}
  end
  return load[tenant]
end

-- Weighted fair queueing: a tenant's next slice waits behind what its earlier ones cost, divided by its weight. Who
-- comes back after a pause starts where the others are now.
local function turn_of(priority, tenant)
  local key = priority .. '|' .. tenant
  if not turns[key] then
    local known = redis.call('HMGET', 'steelyard:turns:' .. priority, '*', tenant)
    turns[key] = {math.max(tonumber(known[1] or '0'), tonumber(known[2] or '0')), priority, tenant}
  end
  return turns[key]
end

-- A further request for work that is already there: it counts as one more that waits for the job.
local function join(existing)
  local job = 'steelyard:job:' .. existing
  redis.call('HINCRBY', job, 'waiters', 1)
  local channels = redis.call('HGET', job, 'channels') or ''
  if not string.find(' ' .. channels .. ' ', ' ' .. terms.channel .. ' ', 1, true) then
    redis.call('HSET', job, 'channels', channels .. ' ' .. terms.channel)
  end
  return 'joined', existing
end

-- What is known of this work already: an admission and a job, or nothing.
local function known(one)
  if one.idempotency then
    local stored = redis.call('GET', one.idempotency)
    if stored then
      local existing, digest = string.match(stored, '^(%x+) (.*)$')
      if digest ~= one.digest then return 'conflict', existing end
      local state = redis.call('HGET', 'steelyard:job:' .. existing, 'state')
      if state and state ~= 'cancelled' then return join(existing) end
    end
  end
  if one.joins then
    local existing = redis.call('GET', one.same_work)
    if existing and redis.call('HEXISTS', 'steelyard:job:' .. existing, 'state') == 1 then return join(existing) end
  end
end

local function store(one, place)
  local job, tenant = 'steelyard:job:' .. one.id, one.tenant
  local fields = {'state', 'queued', 'created', string.format('%.6f', now), 'done', 0, 'slices', #one.seconds, 'total',
    one.completions, 'tenant', tenant, 'waiters', 1, 'channels', terms.channel, 'header', ARGV[place], 'summary',
    ARGV[place + 1], 'priority', one.priority, 'groups', one.groups}
  local turn = turn_of(one.priority, tenant)
  for slice, seconds in ipairs(one.seconds) do
    turn[1] = turn[1] + (seconds + 0.001) / one.weight
    add('steelyard:due', now + terms.first_look_seconds, one.id .. ':' .. (slice - 1))
    add('steelyard:waiting:' .. one.priority, turn[1], one.id .. ':' .. (slice - 1))
    fields[#fields + 1] = 'cost:' .. (slice - 1)
    fields[#fields + 1] = string.format('%.6f', seconds)
    costs[one.priority] = (costs[one.priority] or 0) + seconds
  end
  if one.joins then
    redis.call('SET', one.same_work, one.id, 'EX', terms.retention_seconds)
    fields[#fields + 1] = 'same_work'
    fields[#fields + 1] = one.same_work
  end
  if one.idempotency then
    redis.call('SET', one.idempotency, one.id .. ' ' .. one.digest, 'EX', terms.retention_seconds)
  end
  for first = 1, #fields, 1000 do redis.call('HSET', job, unpack(fields, first, math.min(first + 999, #fields))) end
  local last = place + 1 + one.parts
  for first = place + 2, last, 1000 do
    redis.call('HSET', job .. ':payload', unpack(ARGV, first, math.min(first + 999, last)))
  end
  add('steelyard:unbegun:' .. one.priority .. '|' .. tenant, now, one.id)
  add('steelyard:jobs', 0, one.id)
  add('steelyard:jobs:state:queued', 0, one.id)
  for _, index in ipairs(one.indexes) do add(index, 0, one.id) end
  local backlog = one.priority .. '|' .. tenant
  began[backlog] = (began[backlog] or 0) + one.completions
end

local function admit(one, place)
  -- A gateway that lost the answer to its first try asks again: the job is there, and counted once.
  if redis.call('EXISTS', 'steelyard:job:' .. one.id) == 1 then return 'accepted', one.id end
  local admission, existing = known(one)
  if admission then return admission, existing end
  local all, own = loaded('*'), loaded(one.tenant)
  -- What is larger than the whole queue is taken when nothing else is there: it would wait for ever otherwise.
  local others, mine = all[1] + all[2], own[1] + own[2]
  if others > 0 and others + one.completions > terms.max_queued then return 'queue_full', '' end
  if one.quota and mine > 0 and mine + one.completions > one.quota then return 'quota', '' end
  all[2] = all[2] + one.completions
  own[2] = own[2] + one.completions
  store(one, place)
  return 'accepted', one.id
end

-- More jobs than are to be kept: the oldest go, a few at a time, as far as they are over.
local function forget_oldest()
  local surplus = math.min(redis.call('ZCARD', 'steelyard:jobs') - terms.history_jobs, 20 * #request.submissions)
  if surplus <= 0 then return end
  for _, old in ipairs(redis.call('ZRANGE', 'steelyard:jobs', 0, surplus - 1)) do
    local job = 'steelyard:job:' .. old
    local state = redis.call('HGET', job, 'state')
    if state == 'queued' or state == 'running' then break end
    redis.call('UNLINK', job, job .. ':payload', job .. ':verdicts', job .. ':result')
    redis.call('ZREM', 'steelyard:jobs', old)
  end
end

local function trim_indexes()
  local forgotten = math.max(0, math.floor((now - terms.retention_seconds) * 1000))
  redis.call('ZREMRANGEBYLEX', 'steelyard:jobs', '-', string.format('(%012x', forgotten))
  forget_oldest()
  local oldest = redis.call('ZRANGE', 'steelyard:jobs', 0, 0)[1]
  for _, state in ipairs({'done', 'failed', 'cancelled'}) do
    redis.call('ZREMRANGEBYLEX', 'steelyard:jobs:state:' .. state, '-', '(' .. oldest)
  end
  for _, one in ipairs(request.submissions) do
    for _, index in ipairs(one.indexes) do
      if added[index] then
        added[index] = nil
        redis.call('ZREMRANGEBYLEX', index, '-', '(' .. oldest)
        redis.call('EXPIRE', index, terms.retention_seconds)
      end
    end
  end
end

local answers, place = {}, 2
for _, one in ipairs(request.submissions) do
  local admission, id = admit(one, place)
  answers[#answers + 1] = admission
  answers[#answers + 1] = id
  place = place + 2 + one.parts
end
if not next(began) then return answers end

for key, entries in pairs(added) do
  for first = 1, #entries, 1000 do redis.call('ZADD', key, unpack(entries, first, math.min(first + 999, #entries))) end
end
for tenant, counts in pairs(load) do
  if counts[2] > 0 then redis.call('HINCRBY', 'steelyard:load', tenant, counts[2]) end
end
for backlog, completions in pairs(began) do redis.call('HINCRBY', 'steelyard:backlog', backlog, completions) end
for _, turn in pairs(turns) do
  redis.call('HSET', 'steelyard:turns:' .. turn[2], turn[3], string.format('%.17g', turn[1]))
end
trim_indexes()
for priority, seconds in pairs(costs) do
  local tickets = terms.tickets[priority]
  local wanted = math.min(#tickets.messages, math.max(1, math.ceil(seconds / terms.ticket_seconds)))
  redis.call('LPUSH', tickets.queue, unpack(tickets.messages, 1, wanted))
end
return answers
