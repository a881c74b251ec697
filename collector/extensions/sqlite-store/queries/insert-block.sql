INSERT INTO content_blocks (block_key, bytes) VALUES (?, ?)
