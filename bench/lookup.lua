-- What wrk asks: the subjects of the file LOOKUPS, one a line, already escaped, in query text around a number.
-- UNIQUE=1: the text of a request is never seen twice (its LIMIT differs), so no cache of results can answer it.
local prefix, suffix, unique = os.getenv("PREFIX"), os.getenv("SUFFIX"), os.getenv("UNIQUE") == "1"
local subjects, nth, thread_count = {}, 0, 0
for line in io.lines(os.getenv("LOOKUPS")) do subjects[#subjects + 1] = line end

function setup(thread)
  thread:set("id", thread_count)
  thread_count = thread_count + 1
end

function init(args)
  nth = id * 5000000 + tonumber(os.getenv("SALT"))
  wrk.headers["Accept"] = "application/sparql-results+json"
end

function request()
  nth = nth + 1
  local limit = unique and (100000 + nth) or 100000
  return wrk.format("GET", prefix .. subjects[(nth * 7919) % #subjects + 1] .. suffix .. limit)
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.stderr:write(string.format(
    '{"requests": %d, "seconds": %.6f, "failed": %d, "p50_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
