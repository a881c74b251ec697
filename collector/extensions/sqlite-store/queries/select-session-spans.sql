-- What a timeline shows, in the shape it is read in: converting 10,000 rows of 64-bit numbers and blobs costs more than reading.
SELECT lower(hex(traces.trace_id)) AS trace_id, lower(hex(spans.span_id)) AS span_id,
  lower(hex(spans.parent_span_id)) AS parent_span_id, name, kind, vocabulary, status,
  CAST(start_unix_nano AS TEXT) AS start_unix_nano, CAST(end_unix_nano AS TEXT) AS end_unix_nano, clock_skew,
  model, provider, response_id, tool_name, tool_call_id, agent_id, agent_name,
  input_uncached, cache_read, cache_write, output_text, reasoning,
  cost_nano_usd, time_to_first_token_ms, error_type
FROM traces JOIN spans USING (trace_key)
WHERE traces.session_key = (SELECT session_key FROM sessions WHERE id = @sessionId)
ORDER BY spans.start_unix_nano, spans.span_id
LIMIT @limit
