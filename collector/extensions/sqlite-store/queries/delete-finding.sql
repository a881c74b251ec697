DELETE FROM findings WHERE finding_key = ?
