DELETE FROM content_lists WHERE list_key = ? RETURNING parent_key, holes, length(body) AS bytes
