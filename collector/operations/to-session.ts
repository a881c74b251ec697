/** A session as REST answers it. Token counts become inclusive here: `input_tokens` contains what the cache served. */
import type { SessionAnswer } from '../model/session.ts';
import { msToIso } from '../model/unix-nano.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';
import { namesByCount } from './names-by-count.ts';
import type { Session } from './schemas.ts';
import { toCostUsd } from './to-cost.ts';

export function toSession(record: SessionAnswer): Session {
  const { totals, findingCounts: counts } = record;
  const { usage } = totals;
  const input = inputTokens(usage);
  const output = outputTokens(usage);
  return {
    id: record.id,
    agent_id: record.agentId,
    agent_name: record.agentName,
    agents: namesByCount(totals.agents),
    workflow_id: record.workflowId,
    title: record.title,
    status: record.status,
    created_at: msToIso(record.createdAtMs),
    last_activity: msToIso(record.lastActivityMs),
    completed_at: record.completedAtMs === null ? null : msToIso(record.completedAtMs),
    duration_ms: Math.max(record.lastActivityMs - record.createdAtMs, 0),
    message_count: totals.calls,
    tool_uses: totals.toolUses,
    errors: totals.failures,
    span_count: totals.spans,
    input_tokens: input,
    output_tokens: output,
    cache_read_tokens: usage.cacheRead,
    cache_write_tokens: usage.cacheWrite,
    reasoning_tokens: usage.reasoning,
    total_tokens: input + output,
    cost_usd: toCostUsd(totals),
    models: namesByCount(totals.models),
    providers: namesByCount(totals.providers),
    tools_used: namesByCount(totals.toolsUsed),
    available_tools: namesByCount(totals.availableTools),
    user_id: record.userId,
    // `fromEntries` defines own properties, so that a tag named `__proto__` is a tag and nothing else.
    tags: Object.fromEntries(record.tags),
    cluster_id: record.clusterId,
    finding_counts: { critical: counts.critical, high: counts.high, medium: counts.medium, low: counts.low },
    session_source: record.source,
  };
}
