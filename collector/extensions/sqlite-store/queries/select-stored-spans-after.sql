SELECT spans.*, traces.trace_id, span_bodies.body, span_bodies.body_key, span_bodies.holes,
  resources.body AS resource_body, resources.schema_url AS resource_schema_url,
  scopes.body AS scope_body, scopes.schema_url AS scope_schema_url
FROM spans
JOIN traces USING (trace_key)
JOIN span_bodies USING (span_key)
JOIN resources USING (resource_key)
JOIN scopes USING (scope_key)
WHERE spans.trace_key = ? AND spans.span_id > ?
ORDER BY spans.span_id
LIMIT ?
