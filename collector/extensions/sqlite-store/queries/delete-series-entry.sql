DELETE FROM series WHERE start_ms = ? AND agent_id = ? AND model = ?
