SELECT trace_key FROM traces WHERE session_key = (SELECT session_key FROM sessions WHERE id = ?) ORDER BY start_ms, trace_id
