-- A worker tells that it is alive. When that was, and when it started, is told by the broker's clock.
-- KEYS: workers, draining    ARGV: worker, report (JSON, with its age in seconds)
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local report = cjson.decode(ARGV[2])
report.seen, report.started, report.age = now, now - report.age, nil
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(report))
return redis.call('SISMEMBER', KEYS[2], ARGV[1])
