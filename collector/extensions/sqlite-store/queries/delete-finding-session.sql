DELETE FROM finding_sessions WHERE session_id = @sessionId AND finding_key = @findingKey
