DELETE FROM spans WHERE span_key = ?
