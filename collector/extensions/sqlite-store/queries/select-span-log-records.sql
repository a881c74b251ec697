SELECT body FROM log_records
WHERE trace_id = @traceId AND span_id = @spanId AND event_name <> 'session.end'
ORDER BY time_unix_nano, record_key
