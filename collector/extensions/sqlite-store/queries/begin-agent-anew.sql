UPDATE agent_analysis SET analyzed_version = 0, forgotten_version = version, sessions_left = 0 WHERE agent_id = ?
