SELECT max(
  coalesce((SELECT max(span_key) FROM spans), 0),
  (SELECT max(span_key, partial_key) FROM search_progress)
) AS span_key
