DELETE FROM kept_of_sessions WHERE session_key = (SELECT session_key FROM sessions WHERE id = ?)
