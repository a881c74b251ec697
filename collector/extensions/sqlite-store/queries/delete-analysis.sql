DELETE FROM analysis_sessions WHERE session_id = ?
