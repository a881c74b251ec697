SELECT traces.session_key, sessions.id AS session_id, sessions.agent_id, traces.trace_id, spans.span_id, spans.name,
  spans.kind, spans.start_unix_nano, span_bodies.body, span_bodies.body_key, span_bodies.holes
FROM spans
JOIN span_bodies USING (span_key)
JOIN traces USING (trace_key)
JOIN sessions USING (session_key)
WHERE spans.span_key = ?
