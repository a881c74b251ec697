DELETE FROM search_leaned_on WHERE span_key = ? RETURNING trace_key
