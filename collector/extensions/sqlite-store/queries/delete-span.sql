DELETE FROM spans WHERE trace_key = @traceKey AND span_id = @spanId RETURNING span_key
