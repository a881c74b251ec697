SELECT trace_id, start_ms FROM chains WHERE parent_trace_id = ?
