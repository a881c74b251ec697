/** Session and agent rows as records and back. */
import type { AgentRecord, SessionRecord, SessionResults, SessionSource } from '../../model/session.ts';
import { inputTokens, outputTokens } from '../../model/usage.ts';
import { pack, unpack } from '../../store/pack.ts';
import type { AgentRow } from '../../sessions/session-rows.ts';

export interface SessionColumns {
  readonly session_key: number;
  readonly id: string;
  readonly source: string;
  readonly agent_id: string;
  readonly agent_name: string;
  readonly workflow_id: string | null;
  readonly user_id: string | null;
  readonly tags: string;
  readonly title: string | null;
  readonly status: string;
  readonly completed_at_ms: number | null;
  readonly created_at_ms: number;
  readonly last_activity_ms: number;
  readonly last_received_ms: number;
  readonly trace_count: number;
  readonly totals: string;
}

export interface ResultColumns {
  readonly session_key: number;
  readonly cluster_id: string | null;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

export interface AgentColumns {
  readonly id: string;
  readonly name: string;
  readonly workflow_id: string | null;
  readonly total_sessions: number;
  readonly active_sessions: number;
  readonly totals: string;
}

export function toSessionColumns(record: SessionRecord, sessionKey: number): Record<string, unknown> {
  const { totals } = record;
  return {
    sessionKey,
    id: record.id,
    source: record.source,
    agentId: record.agentId,
    agentName: record.agentName,
    workflowId: record.workflowId,
    userId: record.userId,
    tags: pack(record.tags),
    title: record.title,
    status: record.status,
    completedAtMs: record.completedAtMs,
    createdAtMs: record.createdAtMs,
    lastActivityMs: record.lastActivityMs,
    lastReceivedMs: record.lastReceivedMs,
    traceCount: record.traceCount,
    totalTokens: inputTokens(totals.usage) + outputTokens(totals.usage),
    costNanoUsd: totals.costNanoUsd,
    failures: totals.failures,
    totals: pack(totals),
  };
}

export function fromSessionColumns(row: SessionColumns): SessionRecord {
  return {
    id: row.id,
    source: row.source as SessionSource,
    agentId: row.agent_id,
    agentName: row.agent_name,
    workflowId: row.workflow_id,
    userId: row.user_id,
    tags: unpack(row.tags),
    title: row.title,
    status: row.status === 'completed' ? 'completed' : 'active',
    completedAtMs: row.completed_at_ms,
    createdAtMs: row.created_at_ms,
    lastActivityMs: row.last_activity_ms,
    lastReceivedMs: row.last_received_ms,
    traceCount: row.trace_count,
    totals: unpack(row.totals),
  };
}

export function fromResultColumns({
  cluster_id: clusterId,
  critical,
  high,
  medium,
  low,
}: ResultColumns): SessionResults {
  return { clusterId, findingCounts: { critical, high, medium, low } };
}

export function toAgentColumns(row: AgentRow): Record<string, unknown> {
  return { ...row, totals: pack(row.totals) };
}

export function fromAgentColumns(row: AgentColumns): AgentRow {
  return {
    id: row.id,
    name: row.name,
    workflowId: row.workflow_id,
    totalSessions: row.total_sessions,
    activeSessions: row.active_sessions,
    totals: unpack(row.totals),
  };
}

export function fromSeenAgentColumns(
  row: AgentColumns & { readonly first_seen_ms: number; readonly last_seen_ms: number },
): AgentRecord {
  return { ...fromAgentColumns(row), firstSeenMs: row.first_seen_ms, lastSeenMs: row.last_seen_ms };
}
