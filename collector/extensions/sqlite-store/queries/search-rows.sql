SELECT rowid AS row_key FROM search WHERE search MATCH @match ORDER BY rowid DESC LIMIT @limit OFFSET @offset
