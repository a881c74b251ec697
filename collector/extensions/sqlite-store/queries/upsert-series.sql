INSERT OR REPLACE INTO series (width_ms, start_ms, agent_id, model, entry) VALUES (?, ?, ?, ?, ?)
