/**
 * A session that traces join, change in, move out of and leave, one by one or together, says what a look at all its traces
 * says; and it seldom looks. fast-check prints the seed of a trial that fails.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { openDatabase } from '../../../collector/extensions/sqlite-store/open-database.ts';
import { unpackSeries } from '../../../collector/extensions/sqlite-store/series-entry.ts';
import { SessionRowStore } from '../../../collector/extensions/sqlite-store/session-row-store.ts';
import type { SessionRecord } from '../../../collector/model/session.ts';
import { assembleSessions, type TraceChange } from '../../../collector/sessions/assemble-sessions.ts';
import { sourceOf } from '../../../collector/sessions/session-firsts.ts';
import type { SessionRows, TraceRow } from '../../../collector/sessions/session-rows.ts';
import { combineTotals, NO_TOTALS } from '../../../collector/sessions/totals.ts';
import { MemoryRows } from '../../../collector/store/memory-rows.ts';
import { temporaryDirectory } from '../../support/collector-process.ts';

interface Kept {
  readonly rows: SessionRows;
  readonly remove: (traceId: string) => void;
  /** As if an older version had written the sessions. */
  readonly forgetFirsts: () => void;
  readonly series: () => unknown;
}

interface Spec {
  readonly trace: number;
  /** Null removes it. */
  readonly session: number | null;
  readonly start: number;
  readonly lasts: number;
  readonly agent: number;
  readonly user: number | null;
  readonly workflow: number | null;
  readonly title: number | null;
  readonly way: 'attribute' | 'response_chain' | 'history' | 'trace';
}

const name = fc.option(fc.nat(2), { freq: 2 });
const spec: fc.Arbitrary<Spec> = fc.record({
  trace: fc.nat(23),
  session: fc.option(fc.nat(1), { freq: 3 }),
  start: fc.nat(12),
  lasts: fc.nat(12),
  agent: fc.nat(2),
  user: name,
  workflow: name,
  title: name,
  way: fc.constantFrom('attribute', 'response_chain', 'history', 'trace'),
});
const step = fc.record({ batch: fc.array(spec, { minLength: 1, maxLength: 6 }), forgets: fc.nat(9) });
const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });

function buildTrace({ trace, session, start, lasts, agent, user, workflow, title, way }: Spec): TraceRow {
  const text = (kind: string, value: number | null): string | null => (value === null ? null : `${kind}${value}`);
  const sessionId = `session${session}`;
  const traceId = trace.toString(16).padStart(32, '0');
  const [calls, none] = [{ ...NO_TOTALS, calls: 1, spans: 1 }, new Map<never, number>()];
  return {
    traceId,
    sessionId,
    title: title === null ? null : { rank: 0, startUnixNano: 0n, spanId: '', text: `title${title}` },
    linkedBy: way === 'response_chain' || way === 'history' ? way : null,
    summary: {
      totals: { ...calls, tags: new Map([[`tag=${agent}`, 1]]) },
      startMs: start,
      endMs: start + lasts,
      sessionKey: way === 'attribute' ? { id: sessionId, rank: 0 } : null,
      agent: { id: `agent${agent}`, name: `Agent ${agent}` },
      userId: text('user', user),
      workflowId: text('workflow', workflow),
      endsSession: false,
      series: [{ startMs: 0, model: 'm', calls, responseTimes: none, timesToFirstToken: none }],
    },
  };
}

function run(kept: Kept, trial: readonly { readonly batch: readonly Spec[]; readonly forgets: number }[]): void {
  const standing = new Map<string, TraceRow>();
  for (const { batch, forgets } of trial) {
    const changes = new Map<string, TraceChange>();
    for (const one of batch) {
      const trace = buildTrace(one);
      const before = standing.get(trace.traceId) ?? null;
      const after = one.session === null ? null : trace;
      if (before !== null || after !== null) changes.set(trace.traceId, { before, after });
    }
    if (forgets === 0) kept.forgetFirsts();
    for (const [traceId, { after }] of changes) {
      if (after === null) kept.remove(traceId);
      if (after === null) standing.delete(traceId);
      else standing.set(traceId, after);
    }
    assembleSessions(kept.rows, [...changes.values()], 1);
    check(kept, [...standing.values()]);
  }
}

function check(kept: Kept, traces: readonly TraceRow[]): void {
  for (const id of ['session0', 'session1']) {
    const own = traces.filter(({ sessionId }) => sessionId === id).sort(byPlace);
    const record = kept.rows.readSessionRecord(id);
    if (own.length === 0) expect(record).toBeNull();
    else expect(record).toMatchObject(lookAt(own));
    const firsts = kept.rows.readSessionFirsts(id);
    if (own.length > 0 && firsts !== null) expect(sourceOf(firsts)).toBe(record?.source);
  }
  const fresh = openMemory();
  assembleSessions(
    fresh.rows,
    traces.map((after) => ({ before: null, after })),
    1,
  );
  expect(kept.series()).toEqual(fresh.series());
}

function lookAt(traces: readonly TraceRow[]): Partial<SessionRecord> {
  const first = <T>(read: (trace: TraceRow) => T | null): T | null =>
    traces.map(read).find((one) => one !== null) ?? null;
  const ways = new Set(traces.map(({ summary, linkedBy }) => (summary.sessionKey ? 'attribute' : linkedBy)));
  return {
    agentId: traces[0]?.summary.agent.id ?? '',
    agentName: traces[0]?.summary.agent.name ?? '',
    userId: first(({ summary }) => summary.userId),
    workflowId: first(({ summary }) => summary.workflowId),
    title: first(({ title }) => title?.text ?? null),
    source: (['attribute', 'response_chain', 'history'] as const).find((way) => ways.has(way)) ?? 'trace',
    createdAtMs: Math.min(...traces.map(({ summary }) => summary.startMs)),
    lastActivityMs: Math.max(...traces.map(({ summary }) => summary.endMs)),
    traceCount: traces.length,
    totals: traces.reduce((sum, { summary }) => combineTotals(sum, summary.totals, 1), NO_TOTALS),
  };
}

function byPlace(a: TraceRow, b: TraceRow): number {
  return a.summary.startMs - b.summary.startMs || (a.traceId < b.traceId ? -1 : 1);
}

function openMemory(): Kept {
  const rows = new MemoryRows();
  const series = (): unknown =>
    [...rows.series.values()]
      .filter(({ sessions, calls }) => sessions !== 0 || calls.calls !== 0)
      .map(({ agentId, model, sessions, calls }) => `${agentId} ${model} ${sessions} ${calls.calls}`)
      .sort();
  return { rows, series, remove: (traceId) => void rows.removeTrace(traceId), forgetFirsts: () => {} };
}

it('an agent does not grow with the tags of its sessions', () => {
  const rows = new MemoryRows();
  const given = { lasts: 1, user: null, workflow: null, title: null, way: 'attribute' } as const;
  const changes = Array.from({ length: 20 }, (_, index) => {
    const trace = buildTrace({ ...given, trace: index, session: index, start: index, agent: 0 });
    const totals = { ...trace.summary.totals, tags: new Map([[`request=${index}`, 1]]) };
    return { before: null, after: { ...trace, summary: { ...trace.summary, totals } } };
  });
  for (const change of changes) assembleSessions(rows, [change], 1);
  expect(rows.readAgentRow('agent0')).toMatchObject({ totalSessions: 20, totals: { calls: 20, tags: new Map() } });
  expect(rows.readSessionRecord('session7')?.tags).toEqual(new Map([['request', '7']]));
});

describe('a session', { timeout: 60_000 }, () => {
  it('in memory is what its traces say', () => {
    fc.assert(
      fc.property(steps, (trial) => run(openMemory(), trial)),
      { numRuns: 200 },
    );
  });

  it('in the database is what its traces say, also where an older version wrote it', () => {
    const directory = temporaryDirectory();
    const database = openDatabase(join(directory.path, 'test.db'), 'normal');
    const read = (sql: string): unknown[] => database.prepare(sql).pluck().all();
    const clear = ['traces', 'sessions', 'agents', 'series', 'session_names', 'dead_traces'];
    try {
      fc.assert(
        fc.property(steps, (trial) => {
          const rows = new SessionRowStore(database);
          const kept: Kept = {
            rows,
            remove: (traceId) => void rows.killTrace(traceId),
            forgetFirsts: () => void database.exec('UPDATE sessions SET firsts = NULL'),
            series() {
              rows.flush();
              const stored = database
                .prepare('SELECT agent_id, model, entry FROM series WHERE width_ms = 300000')
                .all();
              return (stored as { agent_id: string; model: string; entry: string }[])
                .map((row) => ({ ...row, ...unpackSeries(row.entry) }))
                .map(({ agent_id: id, model, sessions, calls }) => `${id} ${model} ${sessions} ${calls.calls}`)
                .sort();
            },
          };
          database.exec('BEGIN');
          try {
            run(kept, trial);
          } finally {
            database.exec('ROLLBACK');
          }
        }),
        { numRuns: 50 },
      );
      for (const table of clear) expect(read(`SELECT count(*) FROM ${table}`)).toEqual([0]);
    } finally {
      database.close();
      directory.remove();
    }
  });

  it('of many traces reads none of them for one that comes, and few for one that leaves', () => {
    const rows = new MemoryRows();
    const spy = vi.spyOn(rows, 'readSessionTraces');
    const reads = (): number => spy.mock.results.reduce((sum, { value }) => sum + (value as unknown[]).length, 0);
    const count = 500;
    // A title with every hundredth, nobody's name: what nobody gives is not looked for.
    const traces = Array.from({ length: count }, (_, trace) =>
      buildTrace({
        trace,
        session: 0,
        start: trace,
        lasts: 1,
        agent: 0,
        user: null,
        workflow: null,
        title: trace % 100 === 0 ? trace : null,
        way: 'attribute',
      }),
    );
    for (const after of traces) assembleSessions(rows, [{ before: null, after }], 1);
    expect(reads()).toBe(0);
    for (const before of traces.slice(0, -1)) {
      rows.removeTrace(before.traceId);
      assembleSessions(rows, [{ before, after: null }], 1);
    }
    expect(rows.readSessionRecord('session0')).toMatchObject({ traceCount: 1, title: null });
    expect(reads()).toBeLessThan(10 * count);
  });
});
