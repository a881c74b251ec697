SELECT span_key FROM spans WHERE trace_key = ? LIMIT ?
