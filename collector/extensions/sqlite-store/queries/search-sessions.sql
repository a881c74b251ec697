-- The hits first, then two look-ups by key for each: the order of the joins is the order here.
SELECT DISTINCT traces.session_key
FROM (SELECT rowid AS row_key FROM search WHERE search MATCH @match ORDER BY rowid DESC LIMIT @limit) AS hits
CROSS JOIN spans ON spans.span_key = hits.row_key / 1024
CROSS JOIN traces USING (trace_key)
