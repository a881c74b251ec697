SELECT * FROM findings WHERE id = ?
