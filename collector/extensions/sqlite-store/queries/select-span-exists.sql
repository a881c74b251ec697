SELECT 1 FROM spans WHERE span_key = ?
