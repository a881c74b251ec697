SELECT block_key, start, length FROM contents WHERE content_key = ?
