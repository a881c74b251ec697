SELECT content_key FROM content_index WHERE hash = ?
