SELECT DISTINCT session_id FROM finding_sessions AS named
WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.id = named.session_id)
