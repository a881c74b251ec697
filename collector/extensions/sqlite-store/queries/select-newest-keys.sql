SELECT
  max(coalesce((SELECT max(trace_key) FROM traces), 0), coalesce((SELECT max(trace_key) FROM dead_traces), 0)) AS trace_key,
  coalesce((SELECT max(session_key) FROM sessions), 0) AS session_key
