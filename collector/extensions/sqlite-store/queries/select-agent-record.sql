SELECT id, name, workflow_id, total_sessions, active_sessions, totals,
  (SELECT min(created_at_ms) FROM sessions WHERE agent_id = agents.id) AS first_seen_ms,
  (SELECT max(last_activity_ms) FROM sessions WHERE agent_id = agents.id) AS last_seen_ms
FROM agents WHERE id = ?
