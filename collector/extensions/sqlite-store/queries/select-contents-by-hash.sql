SELECT content_key, block_key, start, length FROM contents WHERE hash = ?
