SELECT trace_key FROM traces WHERE trace_id = ?
