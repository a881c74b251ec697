SELECT analysis.*, details.failure, details.sessions_new, details.sessions_failed
FROM json_each(@agentIds) AS asked
CROSS JOIN agent_analysis AS latest ON latest.agent_id = asked.value
CROSS JOIN analysis_sessions AS analysis ON analysis.session_id = latest.latest_analysis
CROSS JOIN analysis_details AS details ON details.session_id = analysis.session_id
