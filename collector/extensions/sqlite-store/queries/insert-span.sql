INSERT INTO spans (
  span_key, trace_key, span_id, parent_span_id, name, kind, vocabulary, status, start_unix_nano, end_unix_nano, clock_skew,
  model, provider, response_id, tool_name, tool_call_id, agent_id, agent_name,
  input_uncached, cache_read, cache_write, output_text, reasoning, cost_nano_usd,
  time_to_first_token_ms, error_type, received_ms, facts, digest
) VALUES (
  @spanKey, @traceKey, @spanId, @parentSpanId, @name, @kind, @vocabulary, @status, @startUnixNano, @endUnixNano, @clockSkew,
  @model, @provider, @responseId, @toolName, @toolCallId, @agentId, @agentName,
  @inputUncached, @cacheRead, @cacheWrite, @outputText, @reasoning, @costNanoUsd,
  @timeToFirstTokenMs, @errorType, @receivedMs, @facts, @digest
)
