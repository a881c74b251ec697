INSERT INTO content_texts (content_key, text_hash) VALUES (?, ?)
