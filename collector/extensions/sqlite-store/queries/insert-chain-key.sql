INSERT INTO chain_keys (link_key, role, start_ms, trace_key, inner) VALUES (?, ?, ?, ?, ?)
