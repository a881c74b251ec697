INSERT INTO content_lists (list_key, parent_key, chain_key, body, holes) VALUES (?, ?, ?, ?, ?)
