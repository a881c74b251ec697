SELECT span_key FROM search_again ORDER BY span_key LIMIT 1
