SELECT sessions.id, kept.kept_version, kept.bytes, kept.failure
FROM json_each(@sessionIds) AS asked
CROSS JOIN sessions ON sessions.id = asked.value
CROSS JOIN kept_of_sessions AS kept ON kept.session_key = sessions.session_key AND kept.processor = @processor
