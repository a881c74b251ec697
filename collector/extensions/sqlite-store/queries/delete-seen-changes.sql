DELETE FROM session_changes WHERE agent_id = @agentId AND version <= @version
