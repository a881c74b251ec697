INSERT INTO resources (digest, body, schema_url) VALUES (?, ?, ?)
