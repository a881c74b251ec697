INSERT INTO content_lists (parent_key, body, holes) VALUES (?, ?, ?)
