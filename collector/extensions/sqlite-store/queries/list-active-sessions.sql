SELECT id, last_received_ms FROM sessions WHERE status = 'active'
