INSERT OR IGNORE INTO session_names (kind, name, session_key) VALUES (?, ?, ?)
