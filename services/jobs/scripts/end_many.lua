-- Store the verdicts and the answers of jobs of one slice each, and end them: all of them, or none.
-- Where one of them has ended or was judged by somebody else, nothing is stored and those are named.
-- ARGV: retention_seconds, history_seconds, what they add up to as JSON, then of each job: id, completions, verdicts,
-- answer. The JSON: figures (lists of tenant and figures), counts, flags by run.
local retention = ARGV[1]
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local jobs, lost = {}, {}
for index = 4, #ARGV, 4 do
  local id = ARGV[index]
  local known = redis.call('HMGET', 'steelyard:job:' .. id, 'state', 'tenant', 'priority', 'same_work', 'channels', 'done')
  if (known[1] ~= 'running' and known[1] ~= 'queued') or known[6] ~= '0' then lost[#lost + 1] = id end
  jobs[#jobs + 1] = {id, tonumber(ARGV[index + 1]), known, index}
end
if #lost > 0 then return lost end

local load, backlog, heard, members, ids, done = {}, {}, {}, {}, {}, {}
local function count(table, key, amount) table[key] = (table[key] or 0) + amount end

for _, entry in ipairs(jobs) do
  local id, completions, known, index = entry[1], entry[2], entry[3], entry[4]
  local job = 'steelyard:job:' .. id
  local tenant, priority = known[2], known[3] or 'train'
  redis.call('HSET', job, 'state', 'done', 'finished', string.format('%.6f', now), 'error', '', 'done', completions)
  redis.call('HSET', job .. ':verdicts', '0', ARGV[index + 2])
  redis.call('SET', job .. ':result', ARGV[index + 3], 'EX', retention)
  for _, key in ipairs({job, job .. ':payload', job .. ':verdicts'}) do redis.call('EXPIRE', key, retention) end
  if known[4] then redis.call('DEL', known[4]) end
  count(load, '*', completions)
  count(load, tenant, completions)
  count(backlog, priority .. '|' .. tenant, completions)
  members[#members + 1] = id .. ':0'
  ids[#ids + 1] = id
  redis.call('XADD', 'steelyard:ended', 'MAXLEN', '~', 100000, '*', 'job', id)
  done[#done + 1] = 0
  done[#done + 1] = id
  for channel in string.gmatch(known[5] or '', '%S+') do
    heard[channel] = heard[channel] or {}
    table.insert(heard[channel], id)
  end
end

redis.call('ZREM', 'steelyard:due', unpack(members))
redis.call('ZREM', 'steelyard:jobs:state:running', unpack(ids))
redis.call('ZADD', 'steelyard:jobs:state:done', unpack(done))
for tenant, completions in pairs(load) do
  if redis.call('HINCRBY', 'steelyard:load', tenant, -completions) <= 0 and tenant ~= '*' then
    redis.call('HDEL', 'steelyard:load', tenant)
  end
end
for key, completions in pairs(backlog) do redis.call('HINCRBY', 'steelyard:backlog', key, -completions) end
mark_for_archive(ids, now)
local sums = cjson.decode(ARGV[3])
for _, one in ipairs(sums.figures) do record(one[1], one[2], ARGV[2]) end
for name, amount in pairs(sums.counts) do redis.call('HINCRBY', 'steelyard:counters', name, amount) end
for run, flags in pairs(sums.flags) do
  for flag, amount in pairs(flags) do redis.call('HINCRBY', 'steelyard:flags:run:' .. run, flag, amount) end
  redis.call('EXPIRE', 'steelyard:flags:run:' .. run, retention)
  redis.call('ZADD', 'steelyard:flags', now, run)
  redis.call('ZREMRANGEBYRANK', 'steelyard:flags', 0, -101)
end
for channel, heard_of in pairs(heard) do
  redis.call('PUBLISH', channel, table.concat(heard_of, ',') .. ' done')
end
return {}
