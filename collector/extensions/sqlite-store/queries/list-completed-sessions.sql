SELECT id, agent_id, completed_at_ms FROM sessions WHERE status = 'completed'
