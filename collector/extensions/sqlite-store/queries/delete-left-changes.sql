DELETE FROM session_changes WHERE agent_id = ? AND kind = 'left'
