/** An agent as REST answers it: the sums of its sessions. Response times are those of its model calls. */
import type { AgentRecord } from '../model/session.ts';
import { msToIso } from '../model/unix-nano.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';
import { sketchCount, sketchQuantileMs } from '../sessions/sketch.ts';
import { judgeRisk, type AgentRisk } from './judge-risk.ts';
import { namesByCount } from './names-by-count.ts';
import type { Agent } from './schemas.ts';
import { toAnalysisRun } from './to-analysis-run.ts';
import { toCostUsd } from './to-cost.ts';

export function toAgent(record: AgentRecord, risk: AgentRisk): Agent {
  const { totals } = record;
  const timed = sketchCount(totals.responseTimes);
  const available = [...totals.availableTools.keys()];
  const used = available.filter((tool) => totals.toolsUsed.has(tool));
  return {
    id: record.id,
    name: record.name,
    workflow_id: record.workflowId,
    versions: namesByCount(totals.agentVersions),
    first_seen: msToIso(record.firstSeenMs),
    last_seen: msToIso(record.lastSeenMs),
    total_sessions: record.totalSessions,
    active_sessions: record.activeSessions,
    completed_sessions: record.totalSessions - record.activeSessions,
    total_messages: totals.calls,
    total_tokens: inputTokens(totals.usage) + outputTokens(totals.usage),
    total_tools: totals.toolUses,
    unique_tools: totals.toolsUsed.size,
    total_errors: totals.failures,
    cost_usd: toCostUsd(totals),
    avg_response_time_ms: timed === 0 ? null : totals.responseTimeUs / timed / 1000,
    p95_response_time_ms: sketchQuantileMs(totals.responseTimes, 0.95),
    available_tools: namesByCount(totals.availableTools),
    used_tools: namesByCount(totals.toolsUsed),
    tools_utilization_percent: available.length === 0 ? null : (100 * used.length) / available.length,
    risk_status: judgeRisk(risk),
    latest_analysis: risk.newest === null ? null : toAnalysisRun(risk.newest),
  };
}
