/**
 * Whatever is sent, whenever it is let go: what remains comes back byte for byte, the counts of uses are exact, and when all
 * of it is gone nothing is left. The writer runs in this thread, so that a step is a step.
 */
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { DatabaseWriter } from '../../../../collector/extensions/sqlite-store/database-writer.ts';
import { openDatabase, openForReading } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { SqliteReader } from '../../../../collector/extensions/sqlite-store/sqlite-reader.ts';
import { supersedes, type SpanFacts } from '../../../../collector/sessions/span-facts.ts';
import { decodeRequest } from '../../../../collector/store/write-request.ts';
import { AS_BUILT_IN } from '../../../../collector/sessions/reading-settings.ts';
import { buildReading } from '../../../../collector/sessions/span-reading.ts';
import { EVERY_SERIES } from '../../../support/every-series.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { buildLogs } from '../../../support/log-builder.ts';
import { readUses } from '../../../support/use-counts.ts';
import { buildRequest, chat, traceIdOf, type SpanSpec } from '../../../support/span-builder.ts';

const LIMITS = { databaseBytesMax: null, logBytesMax: 1e9 };
const TABLES = (
  'traces spans span_bodies dead_traces sessions agents series series_of_all resources scopes ' +
  'content_blocks content_index content_lists uses signal_requests log_records chains chain_keys'
).split(' ');

type Turn = 'grow' | 'same' | 'edit' | 'reset';

interface Sending {
  readonly conversation: number;
  readonly trace: number;
  readonly span: number;
  readonly turn: Turn;
  readonly text: number;
  readonly service: number;
  readonly end: number;
}

type Action =
  | { readonly type: 'send'; readonly group: readonly Sending[]; readonly fails: boolean }
  | { readonly type: 'log'; readonly trace: number; readonly record: number; readonly service: number }
  | { readonly type: 'prune'; readonly age: number; readonly steps: number }
  | { readonly type: 'index' | 'restart' };

const sending: fc.Arbitrary<Sending> = fc.record({
  conversation: fc.nat(2),
  trace: fc.nat(5),
  span: fc.nat(3),
  turn: fc.constantFrom<Turn>('grow', 'grow', 'grow', 'same', 'edit', 'reset'),
  text: fc.nat(3),
  service: fc.nat(2),
  end: fc.nat(2),
});

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('send' as const),
      group: fc.array(sending, { minLength: 1, maxLength: 4 }),
      fails: fc.nat(9).map((one) => one === 0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('log' as const),
      // Of more traces than there ever are, from more services.
      trace: fc.nat(8),
      record: fc.nat(3),
      service: fc.nat(4),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('prune' as const),
      age: fc.integer({ min: -1, max: 6 }),
      steps: fc.oneof(fc.nat(4), fc.constant(Infinity)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('index' as const, 'restart' as const) }) },
);

const TEXTS = ['alpha', 'beta', 'gamma', 'delta'].map((word) => `${word} `.repeat(80));

/** What should be stored: by trace, when its newest span came and its spans by id. */
interface ExpectedTrace {
  receivedMs: number;
  readonly spans: Map<string, { readonly facts: SpanFacts; readonly bytes: Buffer; readonly spec: SpanSpec }>;
}

class Trial {
  readonly #path: string;
  readonly traces = new Map<string, ExpectedTrace>();
  readonly #histories = new Map<number, string[]>();
  #database: Database.Database;
  #writer: DatabaseWriter;
  #reader: SqliteReader;
  #nowMs = 1000;
  #cutoffMs = -Infinity;
  #turns = 0;

  constructor(path: string) {
    this.#path = path;
    this.#database = openDatabase(path, 'normal');
    this.#database.pragma('synchronous = off');
    this.#writer = new DatabaseWriter(this.#database, LIMITS);
    this.#reader = new SqliteReader(openForReading(path));
  }

  run(step: Action): void {
    if (step.type === 'send') this.#send(step.group, step.fails);
    else if (step.type === 'log') this.#log(step);
    else if (step.type === 'prune') this.#prune(this.#nowMs - step.age, step.steps);
    else if (step.type === 'index') while (this.#writer.catchUp());
    else this.#restart();
    this.#checkSpans();
    this.#checkUses();
  }

  #send(group: readonly Sending[], fails: boolean): void {
    this.#nowMs += 1;
    const receivedMs = this.#nowMs;
    const requests = group.map((one) => {
      const spec = this.#buildSpan(one);
      const { body } = buildRequest([spec], { service: `service${one.service}`, receivedMs });
      return {
        spec,
        body,
        id: 1,
        type: 'write',
        signal: 'traces',
        encoding: 'json',
        receivedMs,
        forwards: false,
      } as const;
    });
    if (fails) {
      this.#database.exec(`CREATE TEMP TRIGGER full BEFORE INSERT ON uses BEGIN SELECT RAISE(ABORT, 'full'); END`);
    }
    const [outcome, ...more] = new Set(this.#writer.write(requests).map(({ type }) => type));
    if (fails) this.#database.exec('DROP TRIGGER full');
    expect(more).toEqual([]);
    // A group of nothing but duplicates counts no use, so there it meets no failure.
    if (!fails) expect(outcome).toBe('written');
    if (outcome === 'written') for (const { spec, ...request } of requests) this.#expectSpan(spec, request);
  }

  /** One that says nothing about numbers. A record that comes twice may come from another service then. */
  #log({ trace, record, service }: Extract<Action, { type: 'log' }>): void {
    this.#nowMs += 1;
    const { body } = buildLogs([{ trace: `t${trace}`, at: record, event: 'session.end' }], {
      service: `service${service}`,
    });
    const request = { type: 'write', id: 1, signal: 'logs', encoding: 'json', body, forwards: false } as const;
    const [reply] = this.#writer.write([{ ...request, receivedMs: this.#nowMs }]);
    expect(reply?.type).toBe('written');
    // A trace that something new is said of is not old.
    const standing = this.traces.get(traceIdOf(`t${trace}`));
    if (standing !== undefined && reply?.type === 'written' && reply.outcome.duplicates === 0)
      standing.receivedMs = this.#nowMs;
  }

  #buildSpan({ conversation, trace, span, turn, text, end }: Sending): SpanSpec {
    let history = this.#histories.get(conversation) ?? [];
    if (turn === 'reset') history = [];
    if (turn === 'edit') history = history.slice(0, -1);
    if (turn !== 'same' || history.length === 0) history = [...history, `${TEXTS[text]} turn ${++this.#turns % 7}`];
    this.#histories.set(conversation, history);
    return chat({
      trace: `t${trace}`,
      id: `s${span}`,
      start: trace * 10,
      end: 1000 + end,
      attributes: {
        ...(trace % 2 === 0 ? { 'session.id': `conversation${conversation}` } : {}),
        'gen_ai.input.messages': JSON.stringify(history.map((content) => ({ role: 'user', content }))),
        'gen_ai.tool.call.result': TEXTS[text] ?? '',
      },
    });
  }

  #expectSpan(spec: SpanSpec, request: Parameters<typeof decodeRequest>[0]): void {
    for (const { facts, kept } of decodeRequest(request, buildReading(AS_BUILT_IN)).spans) {
      const trace = this.traces.get(facts.traceId) ?? { receivedMs: 0, spans: new Map() };
      const standing = trace.spans.get(facts.spanId);
      if (standing !== undefined && !supersedes(facts, standing.facts)) continue;
      trace.spans.set(facts.spanId, { facts, bytes: Buffer.concat([kept.span.bytes, kept.resource.bytes]), spec });
      trace.receivedMs = request.receivedMs;
      this.traces.set(facts.traceId, trace);
    }
  }

  #prune(cutoffMs: number, steps: number): void {
    this.#cutoffMs = cutoffMs;
    this.#writer.expireBefore(cutoffMs);
    let left = steps;
    while (left > 0 && this.#writer.retain(true)) left -= 1;
    const unclaimed = `SELECT received_ms FROM log_records WHERE trace_id NOT IN (SELECT trace_id FROM traces) AND received_ms <`;
    if (left > 0) expect(this.#read(`${unclaimed} ${Number.isFinite(cutoffMs) ? cutoffMs : 1e15}`)).toEqual([]);
    // Some steps only: which traces are gone is what the tables say, but none that is too young.
    const stored = this.#readTraceIds();
    for (const [traceId, { receivedMs }] of this.traces) {
      if (receivedMs >= cutoffMs) continue;
      if (left > 0) expect(stored.has(traceId)).toBe(false);
      if (!stored.has(traceId)) this.traces.delete(traceId);
    }
  }

  pruneAll(): void {
    this.#prune(Infinity, Infinity);
    expect(this.traces.size).toBe(0);
    const rows = TABLES.map((table) => [table, this.#read(`SELECT * FROM ${table}`)] as const);
    expect(rows.filter(([, left]) => left.length > 0)).toEqual([]);
    expect(this.#database.pragma('integrity_check', { simple: true })).toBe('ok');
  }

  /** The numbers are those of a store that never had anything else. */
  async checkNumbers(path: string): Promise<void> {
    const fresh = new Trial(path);
    for (const { spans } of this.traces.values()) {
      for (const { spec, facts } of spans.values()) {
        const { body } = buildRequest([spec], { service: facts.serviceName ?? '', receivedMs: facts.receivedMs });
        const request = { id: 1, type: 'write', signal: 'traces', encoding: 'json', body, forwards: false } as const;
        fresh.#writer.write([{ ...request, receivedMs: facts.receivedMs }]);
      }
    }
    expect(await this.#numbers()).toEqual(await fresh.#numbers());
    fresh.close();
  }

  close(): void {
    this.#reader.close();
    this.#writer.close();
  }

  async #numbers(): Promise<unknown> {
    const { sessions } = await this.#reader.listSessions({ sort: 'created_at', limit: 100, offset: 0 });
    const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
    return {
      // A title stays that of the version of a span that came first.
      sessions: sessions.map(({ lastReceivedMs: _arrival, title: _title, ...session }) => session).sort(byId),
      agents: this.#reader.listAgents().sort(byId),
      series: this.#reader.readSeries(EVERY_SERIES),
    };
  }

  #restart(): void {
    this.close();
    this.#database = openDatabase(this.#path, 'normal');
    this.#writer = new DatabaseWriter(this.#database, LIMITS);
    this.#writer.expireBefore(this.#cutoffMs);
    this.#reader = new SqliteReader(openForReading(this.#path));
  }

  #checkSpans(): void {
    const sessions = new Map(
      this.#read<{ trace: string; session: string }>(
        'SELECT lower(hex(trace_id)) AS trace, id AS session FROM traces JOIN sessions USING (session_key)',
      ).map(({ trace, session }) => [trace, session]),
    );
    expect([...sessions.keys()].sort()).toEqual([...this.traces.keys()].sort());
    for (const [traceId, { spans }] of this.traces) {
      const own = this.#reader
        .readTimeline(sessions.get(traceId) ?? '', { limit: 1000 })
        .filter((span) => span.traceId === traceId);
      expect(own.map((span) => span.spanId).sort()).toEqual([...spans.keys()].sort());
    }
    for (const { trace_id, span_id, stored } of this.#readBodies()) {
      const expected = this.traces.get(trace_id)?.spans.get(span_id);
      expect(expected?.bytes.equals(stored), `${trace_id} ${span_id}`).toBe(true);
    }
  }

  /** Through the reader, whose cache of blocks is as old as the writer. */
  #readBodies(): { trace_id: string; span_id: string; stored: Buffer }[] {
    return this.#read<{ trace: string; span: string; session: string }>(
      `SELECT lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span, sessions.id AS session
       FROM traces JOIN spans USING (trace_key) JOIN sessions USING (session_key)`,
    ).flatMap(({ trace, span, session }) => {
      const stored = this.#reader.readSpan(session, span);
      // Two traces of a session may have a span of one id; the reader gives the older trace's.
      return stored?.record.traceId === trace
        ? [{ trace_id: trace, span_id: span, stored: Buffer.concat([stored.span, stored.resource]) }]
        : [];
    });
  }

  #checkUses(): void {
    const { stored, counted, broken } = readUses(this.#database);
    expect(stored).toEqual(counted);
    expect(broken).toEqual([]);
    const blocks = this.#read('SELECT block_key AS key FROM content_blocks ORDER BY 1');
    expect(this.#read('SELECT key FROM uses WHERE kind = 0 ORDER BY 1')).toEqual(blocks);
  }

  #readTraceIds(): Set<string> {
    return new Set(this.#read<{ id: string }>('SELECT lower(hex(trace_id)) AS id FROM traces').map(({ id }) => id));
  }

  #read<T>(sql: string): T[] {
    return this.#database.prepare(sql).all() as T[];
  }
}

it('keeps what is within retention exact and leaves nothing of the rest', { timeout: 120_000 }, async () => {
  const directory = temporaryDirectory();
  let trials = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 40, size: 'max' }), async (actions) => {
        const trial = new Trial(join(directory.path, `${++trials}.db`));
        try {
          for (const step of actions) trial.run(step);
          await trial.checkNumbers(join(directory.path, `${++trials}.db`));
          trial.pruneAll();
        } finally {
          trial.close();
        }
      }),
      { numRuns: 20 },
    );
  } finally {
    directory.remove();
  }
});
