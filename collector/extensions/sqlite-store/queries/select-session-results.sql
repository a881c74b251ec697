SELECT session_key, cluster_id, critical, high, medium, low FROM session_results
WHERE session_key IN (SELECT value FROM json_each(?))
