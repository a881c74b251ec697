INSERT OR IGNORE INTO search_leaned_on (span_key, trace_key) VALUES (?, ?)
