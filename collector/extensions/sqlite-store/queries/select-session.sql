SELECT * FROM sessions WHERE id = ?
