SELECT record FROM chains WHERE trace_key = ?
