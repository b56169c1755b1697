-- Take marks away from jobs that are archived, unless they were marked once more meanwhile.
-- KEYS: marks
-- ARGV: job_id and the moment it was marked at, for each job
for index = 1, #ARGV, 2 do
  local at = redis.call('ZSCORE', KEYS[1], ARGV[index])
  if at and tonumber(at) == tonumber(ARGV[index + 1]) then redis.call('ZREM', KEYS[1], ARGV[index]) end
end
