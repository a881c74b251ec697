INSERT INTO scopes (digest, body, schema_url) VALUES (?, ?, ?)
