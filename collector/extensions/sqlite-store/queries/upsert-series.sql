INSERT OR REPLACE INTO series (start_ms, agent_id, model, entry) VALUES (?, ?, ?, ?)
