WITH RECURSIVE line (depth, trace_key, span_key, parent_span_id) AS (
  SELECT 0, trace_key, span_key, parent_span_id FROM spans
  WHERE trace_key = (SELECT trace_key FROM traces WHERE trace_id = @traceId) AND span_id = @spanId
  UNION ALL
  SELECT line.depth + 1, spans.trace_key, spans.span_key, spans.parent_span_id
  FROM line CROSS JOIN spans ON spans.trace_key = line.trace_key AND spans.span_id = line.parent_span_id
  WHERE line.depth < @depthMax
)
SELECT spans.*, @traceId AS trace_id FROM line CROSS JOIN spans USING (span_key)
WHERE line.depth > 0
ORDER BY line.depth
