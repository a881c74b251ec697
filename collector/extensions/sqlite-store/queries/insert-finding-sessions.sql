INSERT INTO finding_sessions (session_id, finding_key)
SELECT sessions.id, @findingKey FROM json_each(@sessionIds) AS named CROSS JOIN sessions ON sessions.id = named.value
