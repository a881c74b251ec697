/**
 * The same spans give the same numbers, however they come: whole, twice, one by one in any order, parents last, or from files.
 * The spans are the recordings of real SDKs, and the demo's conversations of many turns as its SDK exports them now. Each way has a collector of its own; what REST answers must be equal but for what says when something was received.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Agent, Overview, Session } from '../../collector/operations/contract.ts';
import { runDemo } from '../../examples/run-demo.ts';
import { createRandom } from '../bench/payload.ts';
import { decodeReference, encodeReference } from '../collector/otlp/reference-codec.ts';
import { spawnCollector, temporaryDirectory, writeConfig } from '../support/collector-process.ts';
import { listRecordedRequests, RECORDINGS } from '../support/recordings.ts';
import { startOtlpBackend } from '../support/otlp-backend.ts';
import { MAIN, runProgram } from '../support/run-program.ts';

// Processes and browsers start slowly on a machine that has other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const FILES = listRecordedRequests()
  .filter(({ signal }) => signal === 'traces')
  .map(({ file }) => join(RECORDINGS, file));

interface Body {
  readonly isJson: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A request of one span, and how many spans stand between it and its root. */
interface SingleSpan extends Body {
  readonly depth: number;
  /** Whether it only announces another one, which it becomes. */
  readonly announces: boolean;
}

const recordings: readonly Body[] = [
  ...FILES.map((path) => ({ isJson: path.endsWith('.json'), bytes: new Uint8Array(readFileSync(path)) })),
  ...(await recordDemo()),
];
const singles = recordings.flatMap(splitSpans);
const seed = Date.now() % 1_000_000;

/** The bodies of the demo's requests, as they came to a destination. */
async function recordDemo(): Promise<Body[]> {
  const backend = await startOtlpBackend();
  await runDemo({ endpoint: backend.url, seed: 1, sessions: 1, fast: true, runId: 'same-numbers' });
  await backend.close();
  return backend.received.map(({ body }) => ({ isJson: true, bytes: new Uint8Array(body) }));
}

interface Answers {
  readonly dashboard: { readonly sessions_count: number; readonly span_count: number };
  readonly sessions: readonly Session[];
  readonly agents: readonly Agent[];
  readonly overviews: readonly Overview[];
  readonly details: Readonly<Record<string, unknown>>;
}

describe(`the spans of real SDKs (seed ${seed})`, () => {
  let expected: Answers;
  beforeAll(async () => {
    expected = await answersAfter((url) => sendAll(url, recordings));
  });

  it('are something to compare', () => {
    expect(expected.dashboard.span_count).toBe(singles.filter(({ announces }) => !announces).length);
    expect(expected.sessions.length).toBeGreaterThan(5);
    for (const { total } of expected.overviews) expect(total.calls).toBeGreaterThan(5);
    expect(Object.keys(expected.details).length).toBe(expected.sessions.length + expected.agents.length);
    expect(Math.max(...singles.map(({ depth }) => depth))).toBeGreaterThan(1);
  });

  const ways: readonly [string, () => readonly Body[]][] = [
    ['twice', () => [...recordings, ...recordings]],
    ['one by one in any order', () => shuffle(singles)],
    [
      'one by one in any order, a third of them twice',
      () => shuffle([...singles, ...shuffle(singles).slice(0, singles.length / 3)]),
    ],
    ['one by one, parents last', () => singles.toSorted((a, b) => b.depth - a.depth)],
    ['whole, after the children alone', () => [...singles.filter(({ depth }) => depth > 0), ...recordings]],
  ];
  it.each(ways)('give the same answers when they come %s', async (_name, bodies) => {
    expect(await answersAfter((url) => sendAll(url, bodies()))).toEqual(expected);
  });

  it('give the same answers when they are imported from files', async () => {
    const files = writeFiles();
    const imported = await answersAfter(undefined, async (config) => {
      const { code, stdout } = await runProgram([MAIN, 'import', ...files, '--config', config]).ended;
      expect(stdout.match(/ 0 rejected$/gm)).toHaveLength(files.length);
      expect(code).toBe(0);
    });
    expect(imported).toEqual(expected);
  });
});

/** The recordings where they lie, and the demo's requests one a line. */
function writeFiles(): string[] {
  const directory = temporaryDirectory();
  closing.push(() => directory.remove());
  const path = join(directory.path, 'demo.jsonl');
  const lines = recordings.slice(FILES.length).map(({ bytes }) => Buffer.from(bytes).toString());
  writeFileSync(path, lines.join('\n'));
  return [...FILES, path];
}

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** Starts a collector on a new database, lets it be fed, asks everything, and stops it. */
async function answersAfter(
  feed: ((otlpUrl: string) => Promise<void>) | undefined,
  prepare?: (config: string) => Promise<void>,
): Promise<Answers> {
  const directory = temporaryDirectory();
  closing.push(() => directory.remove());
  const config = writeConfig({ directory: directory.path, durability: 'normal', idleTimeout: '1h' });
  await prepare?.(config);
  const collector = await spawnCollector(config);
  try {
    await feed?.(collector.otlpUrl);
    return await readAnswers(collector.dashboardUrl);
  } finally {
    await collector.stop();
  }
}

async function sendAll(otlpUrl: string, bodies: readonly Body[]): Promise<void> {
  for (const { isJson, bytes } of bodies) {
    const headers = { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' };
    const answer = await fetch(`${otlpUrl}/v1/traces`, { method: 'POST', headers, body: bytes });
    expect(answer.status).toBe(200);
    // Protobuf or JSON: nothing was rejected.
    expect(['', '{}']).toContain(await answer.text());
  }
}

/** Of the days of the recordings and of the demo's hour; narrow points tell whether a span moved. */
const WINDOWS = [
  'from=2026-11-24T00:00:00Z&to=2026-11-26T00:00:00Z&step=30m',
  `from=${isoAt(-30)}&to=${isoAt(30)}&step=5m`,
];

function isoAt(minutesFromNow: number): string {
  return new Date(Date.now() + minutesFromNow * 60_000).toISOString();
}

async function readAnswers(url: string): Promise<Answers> {
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`);
    expect(answer.status, path).toBe(200);
    return withoutArrival(await answer.json());
  };
  const { sessions } = (await get('/api/sessions?limit=500&sort=created_at')) as { sessions: Session[] };
  const { agents } = (await get('/api/agents')) as { agents: Agent[] };
  const paths = [
    ...sessions.map(({ id }) => `/api/session/${encodeURIComponent(id)}`),
    ...agents.map(({ id }) => `/api/agent/${encodeURIComponent(id)}`),
  ];
  return {
    sessions,
    agents,
    dashboard: (await get('/api/dashboard')) as Answers['dashboard'],
    overviews: (await Promise.all(WINDOWS.map((window) => get(`/api/overview?${window}`)))) as Overview[],
    details: Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await get(path)] as const))),
  };
}

/** When it was asked, where the doors are and how the pages of the file lie: nothing of it speaks of the spans. */
const OF_THE_ASKING = new Set(['last_updated', 'doors', 'store_bytes']);

function withoutArrival(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutArrival);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !OF_THE_ASKING.has(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutArrival(member)]));
}

interface WireRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly spanId: string; readonly parentSpanId?: string }[];
    }[];
  }[];
}

/** One request a span, in the recording's own encoding, with the resource and scope it stood under. */
function splitSpans({ isJson, bytes }: Body): SingleSpan[] {
  const request = (isJson ? JSON.parse(Buffer.from(bytes).toString()) : decodeReference(bytes)) as WireRequest;
  const spans = request.resourceSpans.flatMap((resource) =>
    resource.scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ resource, scope, span }))),
  );
  const parents = new Map(spans.map(({ span }) => [span.spanId, span.parentSpanId]));
  return spans.map(({ resource, scope, span }) => {
    const single = { resourceSpans: [{ ...resource, scopeSpans: [{ ...scope, spans: [span] }] }] };
    const encoded = isJson ? new Uint8Array(Buffer.from(JSON.stringify(single))) : encodeReference(single);
    const announces = JSON.stringify(span).includes('"pending_span"');
    return { isJson, bytes: encoded, depth: depthOf(span.spanId, parents), announces };
  });
}

function depthOf(spanId: string, parents: ReadonlyMap<string, string | undefined>): number {
  const parent = parents.get(spanId);
  return parent === undefined || parent === '' || !parents.has(parent) ? 0 : 1 + depthOf(parent, parents);
}

const random = createRandom(seed);

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
