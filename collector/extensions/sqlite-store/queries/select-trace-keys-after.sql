SELECT trace_key FROM traces WHERE trace_key > ? ORDER BY trace_key LIMIT ?
