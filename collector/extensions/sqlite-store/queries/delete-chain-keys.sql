DELETE FROM chain_keys WHERE trace_key = ?
