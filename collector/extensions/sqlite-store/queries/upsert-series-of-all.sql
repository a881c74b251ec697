INSERT OR REPLACE INTO series_of_all (width_ms, start_ms, model, entry) VALUES (?, ?, ?, ?)
