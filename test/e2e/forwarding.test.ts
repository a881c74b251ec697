/**
 * Forwarding through the whole program: what a destination gets is what the sender sent, byte for byte, and a destination
 * that is away costs nobody anything. `LIVE_TRACE_LONG=1` takes the destination away for a whole minute with the default
 * waits; without it the outage is short and so are the waits.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import {
  spawnCollector,
  temporaryDirectory,
  writeConfig,
  type CollectorProcess,
} from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { metricsBody, tracesBody } from '../support/export-request.ts';
import { startOtlpBackend, type OtlpBackend } from '../support/otlp-backend.ts';
import { listRecordedRequests, RECORDINGS } from '../support/recordings.ts';

// Processes and browsers start slowly on a machine that has other work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const isLong = process.env['LIVE_TRACE_LONG'] === '1';

const closing: (() => Promise<unknown> | void)[] = [];
async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

interface SetUp {
  readonly collector: CollectorProcess;
  readonly backend: OtlpBackend;
}

async function setUp(exporter: object = {}): Promise<SetUp> {
  const directory = temporaryDirectory();
  const backend = await startOtlpBackend();
  const exporters = { otlp_http: { endpoint: backend.url, ...exporter } };
  const collector = await spawnCollector(writeConfig({ directory: directory.path, exporters }));
  closing.push(
    () => directory.remove(),
    () => collector.stop(),
  );
  return { collector, backend };
}

describe('what a destination gets', () => {
  let collector: CollectorProcess;
  let backend: OtlpBackend;
  beforeAll(async () => {
    ({ collector, backend } = await setUp());
    closing.push(() => backend.close());
  });
  afterAll(closeAll);

  const recordings = listRecordedRequests().map(({ file, signal, encoding }) => ({
    name: file,
    signal,
    isJson: encoding === 'json',
    body: readFileSync(join(RECORDINGS, file)),
  }));
  const cases = [
    ...recordings,
    { name: 'log records', signal: 'logs', isJson: false, body: tracesBody(3) },
    { name: 'metrics', signal: 'metrics', isJson: false, body: metricsBody(3) },
    { name: 'spans of the future', signal: 'traces', isJson: true, body: futureBody() },
  ];
  const encodings = [
    ['identity', (body: Buffer) => body],
    ['gzip', (body: Buffer) => gzipSync(body)],
    ['deflate', (body: Buffer) => deflateSync(body)],
    ['zstd', (body: Buffer) => zstdCompressSync(body)],
  ] as const;

  it.each(cases.flatMap((one) => encodings.map(([encoding, encode]) => ({ ...one, encoding, encode }))))(
    'is what was sent: $name as $encoding',
    async ({ signal, isJson, body, encoding, encode }) => {
      const wire = Buffer.from(encode(body));
      const before = backend.received.length;
      const type = isJson ? 'application/json' : 'application/x-protobuf';
      const headers = {
        'content-type': type,
        ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
        authorization: 'Bearer of-the-sender',
      };
      const answer = await fetch(`${collector.otlpUrl}/v1/${signal}`, { method: 'POST', headers, body: wire });
      expect(answer.status).toBe(200);
      await backend.whenReceived(before + 1);
      const got = backend.received[before];
      expect(got?.path).toBe(`/v1/${signal}`);
      expect(got?.body.equals(wire)).toBe(true);
      expect(got?.headers['content-type']).toBe(type);
      expect(got?.headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
      // The sender's credentials are for this program, not for whoever it forwards to.
      expect(got?.headers.authorization).toBeUndefined();
    },
  );
});

describe('a destination that goes away', () => {
  afterEach(closeAll);

  const [calmMs, outageMs] = isLong ? [5000, 60_000] : [1500, 3000];
  const retry = isLong ? {} : { retry_on_failure: { initial_interval: '200ms', max_interval: '1s' } };

  it(
    `loses nothing and slows nobody, away for ${outageMs / 1000} s at ten requests a second`,
    { timeout: outageMs * 3 + 60_000 },
    async ({ annotate }) => {
      const { collector, backend: first } = await setUp(retry);
      const sender = startSender(`${collector.otlpUrl}/v1/traces`);
      await pass(calmMs);
      await first.close();
      const before = sender.answers.length;
      await pass(outageMs);
      const during = sender.answers.length - before;
      const backend = await startOtlpBackend({ port: first.port });
      closing.push(() => backend.close());
      const returned = performance.now();
      await pass(calmMs);
      await sender.stop();

      const sent = sender.answers.map(({ spanId }) => spanId);
      const delivered = () => [first, backend].flatMap(({ received }) => received.map(({ body }) => spanIdIn(body)));
      await eventually(() => expect(new Set(delivered())).toEqual(new Set(sent)), outageMs + 30_000);
      const drainedMs = performance.now() - returned;

      expect(sender.answers.filter(({ status }) => status !== 200)).toEqual([]);
      expect(during).toBeGreaterThan(outageMs / 200);
      const medianOf = (from: number, to: number) => median(sender.answers.slice(from, to).map(({ ms }) => ms));
      await annotate(
        `${sent.length} requests, ${during} of them during the outage; ${delivered().length - sent.length} delivered twice; ` +
          `all there ${(drainedMs / 1000).toFixed(1)} s after the return; median answer ${medianOf(0, before)} ms before, ` +
          `${medianOf(before, before + during)} ms during, ${medianOf(before + during, sent.length)} ms after`,
      );
    },
  );
});

interface Answer {
  readonly spanId: string;
  readonly status: number;
  readonly ms: number;
}

/** Ten requests a second of one span each, whatever becomes of the ones before. */
function startSender(url: string): { readonly answers: readonly Answer[]; stop(): Promise<void> } {
  const answers: Answer[] = [];
  const pending = new Set<Promise<void>>();
  let sent = 0;
  const send = async (): Promise<void> => {
    const spanId = (++sent).toString(16).padStart(16, '0');
    const begun = performance.now();
    const body = JSON.stringify(requestOf(spanId));
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await answer.arrayBuffer();
    answers.push({ spanId, status: answer.status, ms: performance.now() - begun });
  };
  const timer = setInterval(() => {
    const one = send().finally(() => pending.delete(one));
    pending.add(one);
  }, 100);
  return {
    answers,
    async stop() {
      clearInterval(timer);
      await Promise.all(pending);
    },
  };
}

function requestOf(spanId: string): object {
  const span = {
    traceId: spanId.padStart(32, 'b'),
    spanId,
    name: 'chat',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

function spanIdIn(body: Buffer): string {
  return /"spanId":"([0-9a-f]{16})"/.exec(body.toString())?.[1] ?? '';
}

/** Fields, spaces and numbers that no decoder here knows: only the same bytes keep them. */
function futureBody(): Buffer {
  const text = JSON.stringify(requestOf('00000000000000ff')).replace(
    '"name":"chat"',
    '"name" : "chat", "future": 1.50',
  );
  return Buffer.from(text);
}

function median(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(1);
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
