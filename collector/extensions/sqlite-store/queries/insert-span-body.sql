INSERT INTO span_bodies (span_key, resource_key, scope_key, body, body_key, holes) VALUES (?, ?, ?, X'', ?, ?)
