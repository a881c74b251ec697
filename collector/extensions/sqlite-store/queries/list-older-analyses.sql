SELECT session_id FROM analysis_sessions WHERE agent_id = @agentId
ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET @kept
