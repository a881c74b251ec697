SELECT trace_key FROM dead_traces LIMIT 1
