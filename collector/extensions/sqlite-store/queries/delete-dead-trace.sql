DELETE FROM dead_traces WHERE trace_key = ?
