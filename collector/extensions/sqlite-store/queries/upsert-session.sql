INSERT INTO sessions (
  session_key, id, source, agent_id, agent_name, workflow_id, user_id, tags, title, status, completed_at_ms, created_at_ms,
  last_activity_ms, last_received_ms, trace_count, total_tokens, cost_nano_usd, failures, totals,
  firsts
) VALUES (
  @sessionKey, @id, @source, @agentId, @agentName, @workflowId, @userId, @tags, @title, @status, @completedAtMs, @createdAtMs,
  @lastActivityMs, @lastReceivedMs, @traceCount, @totalTokens, @costNanoUsd, @failures, @totals,
  @firsts
)
ON CONFLICT (session_key) DO UPDATE SET
  source = excluded.source, agent_id = excluded.agent_id, agent_name = excluded.agent_name,
  workflow_id = excluded.workflow_id, user_id = excluded.user_id, tags = excluded.tags, title = excluded.title,
  status = excluded.status, completed_at_ms = excluded.completed_at_ms, created_at_ms = excluded.created_at_ms,
  last_activity_ms = excluded.last_activity_ms, last_received_ms = excluded.last_received_ms,
  trace_count = excluded.trace_count, total_tokens = excluded.total_tokens, cost_nano_usd = excluded.cost_nano_usd,
  failures = excluded.failures, totals = excluded.totals, firsts = excluded.firsts
