DELETE FROM search_again WHERE span_key = ?
