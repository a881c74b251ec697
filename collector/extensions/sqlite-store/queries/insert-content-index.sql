INSERT INTO content_index (content_key, hash, text_hash) VALUES (?, ?, ?)
