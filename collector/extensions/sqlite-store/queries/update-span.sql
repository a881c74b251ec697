UPDATE spans SET
  parent_span_id = @parentSpanId, name = @name, kind = @kind, vocabulary = @vocabulary, status = @status,
  start_unix_nano = @startUnixNano, end_unix_nano = @endUnixNano, clock_skew = @clockSkew,
  model = @model, provider = @provider, response_id = @responseId, tool_name = @toolName, tool_call_id = @toolCallId,
  agent_id = @agentId, agent_name = @agentName, input_uncached = @inputUncached, cache_read = @cacheRead,
  cache_write = @cacheWrite, output_text = @outputText, reasoning = @reasoning, cost_nano_usd = @costNanoUsd,
  time_to_first_token_ms = @timeToFirstTokenMs, error_type = @errorType, received_ms = @receivedMs, facts = @facts,
  digest = @digest
WHERE trace_key = @traceKey AND span_id = @spanId
