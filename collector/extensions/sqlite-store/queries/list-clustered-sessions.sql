SELECT sessions.id, sessions.agent_id, results.cluster_id
FROM session_results AS results JOIN sessions USING (session_key) WHERE results.cluster_id IS NOT NULL
