SELECT c.trace_id
FROM chain_keys k JOIN chains c USING (trace_key)
WHERE k.link_key = @key AND k.role = 1 AND k.start_ms >= @fromMs
ORDER BY k.start_ms, c.trace_id
LIMIT @limit
