SELECT entry FROM series WHERE width_ms = ? AND start_ms = ? AND agent_id = ? AND model = ?
