SELECT 1 FROM analysis_sessions WHERE session_id = ?
