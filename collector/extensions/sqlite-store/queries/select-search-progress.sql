SELECT span_key, partial_key, texts FROM search_progress
