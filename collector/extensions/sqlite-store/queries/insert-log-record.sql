INSERT INTO log_records (
  trace_id, span_id, time_unix_nano, event_name, digest, resource_key, scope_key, received_ms, body
) VALUES (
  @traceId, @spanId, @timeUnixNano, @eventName, @digest, @resourceKey, @scopeKey, @receivedMs, @body
)
ON CONFLICT (trace_id, span_id, digest) DO NOTHING
