SELECT span_id, body FROM log_records
WHERE trace_id = @traceId AND span_id BETWEEN @first AND @last AND event_name <> 'session.end'
ORDER BY span_id, time_unix_nano, record_key
