SELECT content_key, start, length FROM contents WHERE block_key = ? ORDER BY content_key
