/** Overviews for tests: points are empty unless a test fills them. */
import type { Agent, Overview, SeriesPoint, Session } from '../../collector/operations/contract.ts';

export function buildPoint(fields: Partial<SeriesPoint> = {}): SeriesPoint {
  return {
    start: '2026-03-12T14:30:00.000Z',
    sessions: 0,
    failed_sessions: 0,
    calls: 0,
    errors: 0,
    input_tokens: 0,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
    cost_usd: 0,
    unpriced_calls: 0,
    latency_p50_ms: null,
    latency_p95_ms: null,
    latency_p99_ms: null,
    ttft_p50_ms: null,
    ...fields,
  };
}

export function buildOverview(fields: Partial<Overview> = {}): Overview {
  return {
    from: '2026-03-12T14:30:00.000Z',
    to: '2026-03-13T14:30:00.000Z',
    step_ms: 1_800_000,
    points: [],
    total: buildPoint(),
    previous_total: buildPoint(),
    by_model: [],
    by_agent: [],
    ...fields,
  };
}

export function buildAgent(fields: Partial<Agent> = {}): Agent {
  return {
    id: 'repo-fixer',
    name: 'repo-fixer',
    workflow_id: null,
    versions: [],
    first_seen: '2026-03-12T14:30:00.000Z',
    last_seen: '2026-03-13T14:30:00.000Z',
    total_sessions: 10,
    active_sessions: 0,
    completed_sessions: 10,
    total_messages: 0,
    total_tokens: 0,
    total_tools: 0,
    unique_tools: 0,
    total_errors: 0,
    cost_usd: 0,
    avg_response_time_ms: null,
    p95_response_time_ms: null,
    available_tools: [],
    used_tools: [],
    tools_utilization_percent: null,
    risk_status: 'unknown',
    latest_analysis: null,
    ...fields,
  };
}

export function buildSession(fields: Partial<Session> = {}): Session {
  return {
    id: 's1',
    agent_id: 'repo-fixer',
    agent_name: 'repo-fixer',
    agents: ['repo-fixer'],
    workflow_id: null,
    title: null,
    status: 'completed',
    created_at: '2026-03-13T07:16:00.000Z',
    last_activity: '2026-03-13T07:17:00.000Z',
    completed_at: '2026-03-13T07:17:30.000Z',
    duration_ms: 60_000,
    message_count: 1,
    tool_uses: 0,
    errors: 0,
    span_count: 1,
    input_tokens: 0,
    output_tokens: 0,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    reasoning_tokens: 0,
    total_tokens: 0,
    cost_usd: 0,
    models: [],
    providers: [],
    tools_used: [],
    available_tools: [],
    user_id: null,
    tags: {},
    cluster_id: null,
    finding_counts: { critical: 0, high: 0, medium: 0, low: 0 },
    session_source: 'attribute',
    ...fields,
  };
}
