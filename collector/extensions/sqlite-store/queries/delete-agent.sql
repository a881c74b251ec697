DELETE FROM agents WHERE id = ?
