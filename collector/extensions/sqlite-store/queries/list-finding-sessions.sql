SELECT session_id FROM finding_sessions WHERE finding_key = ?
