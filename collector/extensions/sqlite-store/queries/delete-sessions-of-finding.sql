DELETE FROM finding_sessions WHERE finding_key = ?
