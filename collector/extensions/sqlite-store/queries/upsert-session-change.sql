INSERT INTO session_changes (agent_id, session_id, version, kind) VALUES (@agentId, @sessionId, @version, @kind)
ON CONFLICT (agent_id, session_id) DO UPDATE SET version = excluded.version, kind = excluded.kind
