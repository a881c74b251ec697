INSERT OR IGNORE INTO search_again (span_key)
SELECT span_key FROM spans
WHERE trace_key = @traceKey AND span_key <> @spanKey AND span_key <= (SELECT span_key FROM search_progress)
