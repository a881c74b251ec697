SELECT coalesce((SELECT max(span_key) FROM spans) - (SELECT min(span_key) FROM spans), 0) AS range
