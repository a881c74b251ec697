SELECT * FROM findings WHERE agent_id = ?
