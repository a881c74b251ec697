SELECT uses FROM uses WHERE kind = ? AND key = ?
