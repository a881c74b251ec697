/** Agents, the first page, health and the pipeline. */
import { describe, expect, it } from 'vitest';

import { getAgent } from '../../../collector/operations/get-agent.ts';
import { getDashboard } from '../../../collector/operations/get-dashboard.ts';
import { getHealth } from '../../../collector/operations/get-health.ts';
import { getPipeline } from '../../../collector/operations/get-pipeline.ts';
import { listAgents } from '../../../collector/operations/list-agents.ts';
import { agent, BEGIN_MS, chat, tool, traceIdOf } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';

async function filled() {
  const built = buildStore();
  for (let turn = 0; turn < 3; turn++) {
    const trace = `t${turn}`;
    const start = turn * 10_000;
    await built.write([
      agent({ trace, id: 'root', agent: 'support', start, end: start + 1000 }),
      chat({
        trace,
        id: 'llm1',
        parent: 'root',
        start,
        end: start + 100 * (turn + 1),
        tokens: [100, 10],
        attributes: { 'gen_ai.tool.definitions': JSON.stringify([{ name: 'lookup' }, { name: 'refund' }]) },
      }),
      tool({ trace, id: 'tool1', parent: 'root', start: start + 500, tool: 'lookup', error: turn === 2 }),
    ]);
  }
  await built.write([chat({ trace: 'x', id: 'llm', start: 90_000 })], { service: 'other' });
  await built.store.completeSessions([traceIdOf('t0')], Number.MAX_SAFE_INTEGER, BEGIN_MS);
  return built;
}

describe('list_agents', () => {
  it('answers sums over sessions, the agent seen last first', async () => {
    const { agents, total_count } = await ask(listAgents, {}, (await filled()).context);
    expect(total_count).toBe(2);
    expect(agents.map(({ id }) => id)).toEqual(['other', 'support']);
    expect(agents[1]).toMatchObject({
      name: 'support',
      first_seen: new Date(BEGIN_MS).toISOString(),
      last_seen: new Date(BEGIN_MS + 21_000).toISOString(),
      total_sessions: 3,
      active_sessions: 2,
      completed_sessions: 1,
      total_messages: 3,
      total_tokens: 330,
      total_tools: 3,
      unique_tools: 1,
      total_errors: 1,
      avg_response_time_ms: 200,
      available_tools: ['lookup', 'refund'],
      used_tools: ['lookup'],
      tools_utilization_percent: 50,
      risk_status: 'unknown',
    });
    // The sketch is exact to 2 %.
    expect(Math.abs((agents[1]?.p95_response_time_ms ?? 0) - 300)).toBeLessThan(6.01);
  });

  it('answers null and not 0 % where no tools are known', async () => {
    const { agents } = await ask(listAgents, { limit: '1' }, (await filled()).context);
    expect(agents).toMatchObject([{ id: 'other', tools_utilization_percent: null }]);
  });

  it('pages', async () => {
    const { agents, total_count } = await ask(listAgents, { limit: '1', offset: '1' }, (await filled()).context);
    expect([agents.map(({ id }) => id), total_count]).toEqual([['support'], 2]);
  });
});

describe('get_agent', () => {
  it('answers models, tools with their failures, and latency', async () => {
    const { agent, analytics, latest_sessions } = await ask(getAgent, { id: 'support' }, (await filled()).context);
    expect(agent.id).toBe('support');
    expect(analytics).toMatchObject({
      models: [{ model: 'gpt-4o', calls: 3 }],
      tools: [{ tool: 'lookup', calls: 3, errors: 1 }],
      avg_messages_per_session: 1,
      avg_duration_ms: 1000,
    });
    expect(Math.abs((analytics.latency_p50_ms ?? 0) - 200)).toBeLessThan(4.01);
    expect(latest_sessions.map(({ id }) => id)).toEqual(['t2', 't1', 't0'].map(traceIdOf));
  });

  it('answers what its sessions are like', async () => {
    const built = await filled();
    await built.write([chat({ trace: 't1', id: 'llm2', parent: 'root', start: 11_000, end: 13_000 })]);
    await built.write([agent({ trace: 'empty', id: 'root', agent: 'support', start: 95_000, end: 95_000 })]);
    expect((await ask(getAgent, { id: 'support' }, built.context)).patterns).toEqual({
      sessions: 4,
      avg_session_duration_ms: (1000 + 3000 + 1000 + 0) / 4,
      max_session_duration_ms: 3000,
      avg_messages_per_session: 1,
      max_messages_per_session: 2,
      tool_usage_rate: 75,
      avg_tools_per_session: 0.75,
      sessions_with_errors: 1,
      most_productive_session: traceIdOf('t1'),
    });
  });

  it('says that nothing was analysed yet, and not that all is well', async () => {
    const { agent: one, risk_analysis } = await ask(getAgent, { id: 'support' }, (await filled()).context);
    expect(one).toMatchObject({ risk_status: 'unknown', latest_analysis: null });
    expect(risk_analysis).toMatchObject({
      evaluation_id: null,
      evaluation_status: 'PENDING',
      security_report: null,
      behavioral_analysis: null,
      summary: { total_sessions: 3, completed_sessions: 1, active_sessions: 2, pii_status: 'not_available' },
    });
  });

  it('does not know an agent that is not there', async () => {
    await expect(ask(getAgent, { id: 'nobody' }, buildStore().context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('get_dashboard', () => {
  it('answers zeros and null on a fresh store', async () => {
    const answer = await ask(getDashboard, {}, buildStore().context);
    expect(answer).toMatchObject({
      agents: [],
      sessions_count: 0,
      active_sessions_count: 0,
      latest_session: null,
      span_count: 0,
    });
  });

  it('answers what was stored, and where receivers listen', async () => {
    const built = await filled();
    const components = [
      {
        kind: 'receiver' as const,
        id: 'otlp',
        pipelines: ['traces'],
        doors: ['OTLP/HTTP  http://localhost:4318', 'OTLP/gRPC  localhost:4317'],
      },
      { kind: 'extension' as const, id: 'dashboard', pipelines: [], doors: ['Dashboard  http://localhost:7100'] },
    ];
    const answer = await ask(getDashboard, {}, { ...built.context, componentStates: () => components });
    expect(answer).toMatchObject({
      sessions_count: 4,
      active_sessions_count: 3,
      latest_session: { id: traceIdOf('x') },
      span_count: 10,
      storage: { type: 'memory' },
      doors: [
        { receiver: 'OTLP/HTTP', url: 'http://localhost:4318' },
        { receiver: 'OTLP/gRPC', url: 'localhost:4317' },
      ],
      last_updated: new Date(BEGIN_MS + 60_000).toISOString(),
      refresh_interval_ms: 2000,
    });
    expect(answer.latest_sessions).toHaveLength(4);
    expect(answer.store_bytes).toBeGreaterThan(0);
  });
});

describe('get_health', () => {
  it('is ok where the configured store answers and everything is up', async () => {
    expect(await ask(getHealth, {}, buildStore().context)).toEqual({
      status: 'ok',
      service: 'live_trace',
      version: '0.0.0-test',
      storage: { type: 'memory' },
    });
  });

  it('is degraded, with the reason, where another store answers', async () => {
    const { context } = buildStore({ degradedReason: 'the database is damaged' });
    expect(await ask(getHealth, {}, context)).toMatchObject({
      status: 'degraded',
      storage: { type: 'memory', degraded_reason: 'the database is damaged' },
    });
  });

  it('is degraded before everything is up', async () => {
    expect(await ask(getHealth, {}, buildStore({ ready: false }).context)).toMatchObject({ status: 'degraded' });
  });
});

describe('get_pipeline', () => {
  it('gives each counter to the component that its labels name, and none twice', async () => {
    const components = [
      { kind: 'receiver' as const, id: 'otlp', pipelines: ['traces', 'logs'] },
      { kind: 'exporter' as const, id: 'otlp_http/a', pipelines: ['traces'] },
      { kind: 'exporter' as const, id: 'store', pipelines: ['traces'] },
    ];
    const { context, counters } = buildStore({ components });
    counters.add('otelcol_receiver_accepted_spans', { receiver: 'otlp', transport: 'http' }, 5);
    counters.add('live_trace_door_requests_refused', { door: 'otlp', code: 'FORBIDDEN' });
    counters.add('otelcol_exporter_queue_capacity', { exporter: 'otlp_http/a' }, 100);
    counters.add('otelcol_exporter_queue_size', { exporter: 'otlp_http/a' }, 3);
    counters.add('live_trace_other', { reason: 'a "quoted, reason}\\' }, 2);
    const answer = await ask(getPipeline, {}, context);
    expect(answer.ready).toBe(true);
    expect(answer.components).toMatchObject([
      {
        id: 'otlp',
        state: 'running',
        pipelines: ['traces', 'logs'],
        queue_length: null,
        counters: [
          { name: 'live_trace_door_requests_refused', value: 1 },
          { name: 'otelcol_receiver_accepted_spans', labels: { receiver: 'otlp', transport: 'http' }, value: 5 },
        ],
      },
      { id: 'otlp_http/a', queue_length: 3, queue_capacity: 100 },
      { id: 'store', counters: [] },
    ]);
    expect(answer.counters).toEqual([
      { name: 'live_trace_other', labels: { reason: 'a "quoted, reason}\\' }, value: 2 },
    ]);
  });
});
