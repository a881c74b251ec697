SELECT analysis.*, details.failure, details.sessions_new, details.sessions_failed
FROM analysis_sessions AS analysis JOIN analysis_details AS details USING (session_id)
WHERE agent_id = @agentId ORDER BY created_at DESC, analysis.rowid DESC LIMIT @limit
