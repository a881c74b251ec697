SELECT c.trace_id, c.start_ms, c.user_id, k.inner
FROM chain_keys k JOIN chains c USING (trace_key)
WHERE k.link_key = @key AND k.role = 0 AND k.start_ms < @beforeMs
ORDER BY k.start_ms DESC, c.trace_id DESC
LIMIT @limit
