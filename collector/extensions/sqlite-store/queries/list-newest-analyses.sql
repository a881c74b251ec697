SELECT analysis.*, details.failure, details.sessions_new, details.sessions_failed
FROM json_each(@agentIds) AS asked
CROSS JOIN analysis_sessions AS analysis ON analysis.rowid = (
  SELECT rowid FROM analysis_sessions WHERE agent_id = asked.value ORDER BY created_at DESC, rowid DESC LIMIT 1
)
CROSS JOIN analysis_details AS details ON details.session_id = analysis.session_id
