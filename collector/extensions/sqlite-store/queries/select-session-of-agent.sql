SELECT 1 FROM sessions WHERE id = @sessionId AND agent_id = @agentId
