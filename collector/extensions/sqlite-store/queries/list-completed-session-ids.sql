SELECT id FROM sessions WHERE agent_id = @agentId AND status = 'completed'
ORDER BY last_activity_ms DESC, session_key DESC LIMIT @limit
