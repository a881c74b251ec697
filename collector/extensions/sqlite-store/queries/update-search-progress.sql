UPDATE search_progress SET span_key = @spanKey, partial_key = @partialKey, texts = @texts
