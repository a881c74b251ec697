SELECT trace_id, start_ms, answered FROM chains WHERE parent_trace_id = ? AND parent_key = ?
