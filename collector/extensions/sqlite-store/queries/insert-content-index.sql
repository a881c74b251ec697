INSERT INTO content_index (content_key, digest, text_hash) VALUES (?, ?, ?)
