DELETE FROM span_bodies WHERE span_key = ?
RETURNING resource_key, scope_key, holes, length(body) AS bytes
