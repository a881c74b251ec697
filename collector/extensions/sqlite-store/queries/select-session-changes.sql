SELECT session_id, kind FROM session_changes
WHERE agent_id = @agentId AND version > @after AND version <= @upTo
ORDER BY version
