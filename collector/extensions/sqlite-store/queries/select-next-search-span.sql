SELECT spans.span_key, spans.trace_key, span_bodies.body, span_bodies.body_key, span_bodies.holes
FROM spans LEFT JOIN span_bodies USING (span_key)
WHERE spans.span_key > ?
ORDER BY spans.span_key
LIMIT 1
