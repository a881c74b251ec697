SELECT processor, bytes FROM agent_memories WHERE agent_id = ?
