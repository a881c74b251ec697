SELECT trace_id, summary, title, linked_by FROM traces WHERE session_key = ? ORDER BY start_ms, trace_id LIMIT ?
