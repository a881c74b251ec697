SELECT t.trace_key, t.summary, t.title, t.linked_by, s.id AS session_id
FROM traces t JOIN sessions s ON s.session_key = t.session_key
WHERE t.trace_id = ?
