-- Ids of jobs that several indexes hold, newest first; and where to go on, '' at the end.
-- KEYS: the index to walk, then those that must hold the job too
-- ARGV: upper and lower bound, how many to find, how many to look at
local found, last, looked = {}, '', 0
local upper, limit = ARGV[1], tonumber(ARGV[3])

local function in_all(id)
  for index = 2, #KEYS do
    if not redis.call('ZSCORE', KEYS[index], id) then return false end
  end
  return true
end

while looked < tonumber(ARGV[4]) do
  local page = redis.call('ZREVRANGEBYLEX', KEYS[1], upper, ARGV[2], 'LIMIT', 0, 200)
  for _, id in ipairs(page) do
    last = id
    if in_all(id) then found[#found + 1] = id end
    if #found == limit then return {last, found} end
  end
  if #page < 200 then return {'', found} end
  looked, upper = looked + #page, '(' .. last
end
return {last, found}
