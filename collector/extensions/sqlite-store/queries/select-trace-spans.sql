SELECT spans.*, traces.trace_id FROM spans JOIN traces USING (trace_key) WHERE trace_key = ?
