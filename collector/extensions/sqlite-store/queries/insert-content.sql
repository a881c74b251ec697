INSERT INTO contents (content_key, hash, block_key, start, length) VALUES (?, ?, ?, ?, ?)
