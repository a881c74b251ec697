INSERT INTO agent_analysis (agent_id, version, analyzed_version)
SELECT DISTINCT agent_id, @version, 0 FROM sessions WHERE status = 'completed'
ON CONFLICT (agent_id) DO UPDATE SET version = excluded.version
