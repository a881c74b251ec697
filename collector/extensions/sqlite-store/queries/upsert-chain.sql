INSERT INTO chains (trace_key, trace_id, start_ms, user_id, answered, parent_trace_id, parent_key, record)
VALUES (@traceKey, @traceId, @startMs, @userId, @answered, @parentTraceId, @parentKey, @record)
ON CONFLICT (trace_key) DO UPDATE SET
  start_ms = excluded.start_ms, user_id = excluded.user_id, answered = excluded.answered,
  parent_trace_id = excluded.parent_trace_id, parent_key = excluded.parent_key, record = excluded.record
