UPDATE session_results SET cluster_id = NULL
WHERE session_key = (SELECT session_key FROM sessions WHERE id = ?)
