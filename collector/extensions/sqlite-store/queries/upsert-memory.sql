INSERT INTO agent_memories (agent_id, processor, bytes) VALUES (@agentId, @processor, @bytes)
ON CONFLICT (agent_id, processor) DO UPDATE SET bytes = excluded.bytes
