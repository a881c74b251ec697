UPDATE sessions SET status = 'completed', completed_at_ms = ? WHERE id = ?
