UPDATE agents SET active_sessions = active_sessions - 1 WHERE id = ?
