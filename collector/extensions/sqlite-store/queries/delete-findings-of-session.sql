DELETE FROM finding_sessions WHERE session_id = ?
