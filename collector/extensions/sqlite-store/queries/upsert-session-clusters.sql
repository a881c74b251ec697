INSERT INTO session_results (session_key, cluster_id)
SELECT sessions.session_key, entry.value ->> 1
FROM json_each(@clusterIds) AS entry CROSS JOIN sessions ON sessions.id = entry.value ->> 0
WHERE sessions.agent_id = @agentId AND sessions.status = 'completed'
ON CONFLICT (session_key) DO UPDATE SET cluster_id = excluded.cluster_id
