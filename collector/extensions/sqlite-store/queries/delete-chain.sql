DELETE FROM chains WHERE trace_key = ?
