DELETE FROM span_bodies WHERE span_key = ?
RETURNING resource_key, scope_key, holes, body_key, length(body) AS bytes
