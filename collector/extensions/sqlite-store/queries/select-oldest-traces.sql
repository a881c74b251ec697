SELECT trace_id, last_received_ms FROM traces ORDER BY last_received_ms, trace_key LIMIT ?
