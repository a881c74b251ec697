SELECT coalesce((SELECT max(span_key) FROM spans), 0) > (SELECT span_key FROM search_progress)
  OR EXISTS (SELECT 1 FROM search_again) AS catching_up
