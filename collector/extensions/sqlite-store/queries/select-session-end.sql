SELECT 1 AS found FROM log_records WHERE trace_id = ? AND event_name = 'session.end' LIMIT 1
