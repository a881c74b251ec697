INSERT INTO session_changes (agent_id, session_id, version, kind)
SELECT agent_id, id, @version, 'ended' FROM sessions WHERE status = 'completed'
ON CONFLICT (agent_id, session_id) DO UPDATE SET version = excluded.version, kind = excluded.kind
