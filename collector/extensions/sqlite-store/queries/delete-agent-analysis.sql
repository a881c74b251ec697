DELETE FROM agent_analysis WHERE agent_id = ?
