DELETE FROM uses WHERE kind = ? AND key = ?
