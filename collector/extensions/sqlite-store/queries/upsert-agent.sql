INSERT OR REPLACE INTO agents (id, name, workflow_id, total_sessions, active_sessions, totals)
VALUES (@id, @name, @workflowId, @totalSessions, @activeSessions, @totals)
