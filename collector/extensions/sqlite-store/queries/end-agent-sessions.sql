UPDATE agents SET active_sessions = active_sessions - @sessions WHERE id = @agentId
