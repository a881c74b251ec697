DELETE FROM agent_memories WHERE agent_id = ?
