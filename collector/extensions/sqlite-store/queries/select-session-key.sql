SELECT session_key FROM sessions WHERE id = ?
