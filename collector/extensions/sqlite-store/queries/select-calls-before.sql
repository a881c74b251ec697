SELECT spans.*, traces.trace_id FROM traces JOIN spans USING (trace_key)
WHERE traces.session_key = (SELECT session_key FROM sessions WHERE id = @sessionId)
  AND spans.kind IN ('llm.chat', 'llm.completion')
  AND (spans.start_unix_nano, spans.span_id) < (@startUnixNano, @spanId)
ORDER BY spans.start_unix_nano DESC, spans.span_id DESC
LIMIT @limit
