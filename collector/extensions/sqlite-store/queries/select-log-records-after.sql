SELECT record_key, received_ms, EXISTS (SELECT 1 FROM traces WHERE traces.trace_id = log_records.trace_id) AS claimed
FROM log_records WHERE record_key > ? ORDER BY record_key LIMIT ?
