INSERT INTO agent_analysis (agent_id, version, analyzed_version) VALUES (@agentId, @version, 0)
ON CONFLICT (agent_id) DO UPDATE SET version = excluded.version
