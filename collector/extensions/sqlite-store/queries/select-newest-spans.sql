-- From the newest key down, page by page: keys grow with arrival. Spans of traces on their way out have no session any more.
SELECT spans.*, traces.trace_id, span_bodies.body, span_bodies.body_key, span_bodies.holes,
  resources.body AS resource_body, resources.schema_url AS resource_schema_url,
  scopes.body AS scope_body, scopes.schema_url AS scope_schema_url,
  sessions.source AS session_source,
  EXISTS (
    SELECT 1 FROM log_records WHERE log_records.trace_id = traces.trace_id AND log_records.span_id = spans.span_id
  ) AS has_log_records
FROM spans
JOIN traces USING (trace_key)
JOIN sessions USING (session_key)
JOIN span_bodies USING (span_key)
JOIN resources USING (resource_key)
JOIN scopes USING (scope_key)
WHERE spans.span_key < ?
ORDER BY spans.span_key DESC
LIMIT ?
