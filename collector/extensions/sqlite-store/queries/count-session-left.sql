UPDATE agent_analysis SET sessions_left = sessions_left + 1 WHERE agent_id = ? RETURNING sessions_left
