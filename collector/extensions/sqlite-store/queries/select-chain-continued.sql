SELECT 1 AS found FROM chains
WHERE parent_trace_id = @parentTraceId AND parent_key = @key AND answered = 1
  AND (start_ms, trace_id) < (@startMs, @traceId)
LIMIT 1
