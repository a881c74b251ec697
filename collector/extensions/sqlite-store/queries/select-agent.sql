SELECT id, name, workflow_id, total_sessions, active_sessions, totals FROM agents WHERE id = ?
