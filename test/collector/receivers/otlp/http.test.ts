/** The receiver over real sockets, with a pipeline that records; what the bytes mean is tested where they are decoded. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { afterEach, describe, expect, it } from 'vitest';

import type { RequestConsumer } from '../../../../collector/component.ts';
import { CollectorError, type ErrorCode } from '../../../../collector/errors.ts';
import type { ExportRequest, ExportResult, Signal } from '../../../../collector/otlp/export-request.ts';
import { otlpReceiverConfig } from '../../../../collector/receivers/otlp/config.ts';
import { otlpReceiver } from '../../../../collector/receivers/otlp/factory.ts';
import { OtlpReceiver } from '../../../../collector/receivers/otlp/receiver.ts';
import { componentSuite } from '../../../support/component-suite.ts';
import { eventually } from '../../../support/eventually.ts';
import { field, tracesBody } from '../../../support/export-request.ts';
import { rawRequest } from '../../../support/raw-request.ts';
import { testSettings, type TestSettings } from '../../../support/test-settings.ts';

const LABELS = { receiver: 'otlp', transport: 'http' };
const MIB = 2 ** 20;

interface SetUp {
  readonly url: string;
  readonly port: number;
  readonly requests: ExportRequest[];
  readonly settings: TestSettings;
  readonly receiver: OtlpReceiver;
}

const receivers: OtlpReceiver[] = [];
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.shutdown()));
});

async function setUp(
  http: object = {},
  consume?: (request: ExportRequest) => Promise<Partial<ExportResult>>,
  signals?: Signal[],
): Promise<SetUp> {
  const requests: ExportRequest[] = [];
  const pipeline: RequestConsumer = {
    async consume(request) {
      requests.push(request);
      return { accepted: 1, duplicates: 0, rejections: [], forward: request, ...(await consume?.(request)) };
    },
  };
  const settings = testSettings({
    id: 'otlp',
    next: (signal) => (signals === undefined || signals.includes(signal) ? pipeline : undefined),
  });
  const config = otlpReceiverConfig.parse({ protocols: { http: { endpoint: 'localhost:0', ...http } } });
  const receiver = new OtlpReceiver(config, settings);
  receivers.push(receiver);
  await receiver.start();
  const url = /http:\S+/.exec(receiver.doors()[0] ?? '')?.[0] ?? '';
  return { url, port: Number(new URL(url).port), requests, settings, receiver };
}

const post = (url: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : Buffer.from(body),
    headers: { 'content-type': 'application/x-protobuf', ...headers },
  });

componentSuite('otlp receiver', () =>
  otlpReceiver.create(otlpReceiver.config.parse({ protocols: { http: { endpoint: 'localhost:0' } } }), testSettings()),
);

describe('a request', () => {
  it.each(['traces', 'logs', 'metrics'] as const)('of %s reaches its pipeline as it came', async (signal) => {
    const { url, requests, settings } = await setUp();
    const body = tracesBody(3);
    const answer = await post(`${url}/v1/${signal}`, body);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-protobuf');
    expect(Buffer.from(await answer.arrayBuffer())).toHaveLength(0);
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request).toMatchObject({ signal, encoding: 'proto', receiver: 'otlp', transport: 'http' });
    expect(Buffer.from(request?.body ?? []).equals(body)).toBe(true);
    expect(request?.wire.contentEncoding).toBe('identity');
    expect(request?.wire.bytes).toBe(request?.body);
    expect(settings.counters.get('otelcol_receiver_requests', LABELS)).toBe(1);
  });

  it('owns its buffers, so that they can be handed to another thread', async () => {
    const { url, requests } = await setUp();
    await post(`${url}/v1/traces`, tracesBody(1));
    await post(`${url}/v1/traces`, gzipSync(tracesBody(1)), { 'content-encoding': 'gzip' });
    for (const { body, wire } of requests) {
      expect(body.buffer.byteLength).toBe(body.length);
      expect(wire.bytes.buffer.byteLength).toBe(wire.bytes.length);
      structuredClone(body, { transfer: [body.buffer] });
    }
  });

  it('is answered in JSON when it came in JSON', async () => {
    const { url, requests } = await setUp();
    const answer = await post(`${url}/v1/traces`, '{"resourceSpans":[]}', {
      'content-type': 'application/json; charset=utf-8',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.text()).toBe('{}');
    expect(requests[0]?.encoding).toBe('json');
  });

  it('may be empty', async () => {
    const { url, requests } = await setUp();
    expect((await post(`${url}/v1/traces`, '')).status).toBe(200);
    expect((await post(`${url}/v1/traces`, gzipSync(''), { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(requests.map(({ body }) => body.length)).toEqual([0, 0]);
  });

  it('may come in pieces without a length', async () => {
    const { port, requests } = await setUp();
    const body = tracesBody(1, 100);
    const pieces = [...body].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join('');
    const head =
      'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nTransfer-Encoding: chunked';
    const answer = await rawRequest(port, Buffer.from(`${head}\r\n\r\n${pieces}0\r\n\r\n`, 'latin1'));
    expect(answer.status).toBe(200);
    expect(Buffer.from(requests[0]?.body ?? []).equals(body)).toBe(true);
  });

  it('leaves its connection open for the next one', async () => {
    const { port } = await setUp();
    const text = `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n`;
    const statuses = await new Promise<string[]>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text.repeat(3)));
      let received = '';
      socket.on('error', reject).on('data', (chunk) => {
        received += String(chunk);
        const found = received.match(/HTTP\/1\.1 \d+/g) ?? [];
        if (found.length === 3) {
          socket.destroy();
          resolve(found);
        }
      });
    });
    expect(statuses).toEqual(Array.from({ length: 3 }, () => 'HTTP/1.1 200'));
  });

  it('is one of 200 at a time without an error', async () => {
    const { url, requests } = await setUp();
    const bodies = Array.from({ length: 200 }, (_, index) => tracesBody(1, 50_000 + index));
    const answers = await Promise.all(bodies.map((body) => post(`${url}/v1/traces`, body)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(requests.map(({ body }) => body.length)).size).toBe(200);
  });
});

describe('Content-Encoding', () => {
  const body = tracesBody(100, 3000);
  it.each([
    ['gzip', gzipSync(body)],
    ['GZIP', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['gzip', Buffer.concat([gzipSync(body.subarray(0, 1000)), gzipSync(body.subarray(1000))])],
    ['deflate', deflateSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['identity', body],
  ])('%s is undone, and kept as received beside it', async (encoding, wire) => {
    const { url, requests } = await setUp();
    expect((await post(`${url}/v1/traces`, wire, { 'content-encoding': encoding })).status).toBe(200);
    const [request] = requests;
    expect(Buffer.from(request?.body ?? []).equals(body)).toBe(true);
    expect(Buffer.from(request?.wire.bytes ?? []).equals(wire)).toBe(true);
    expect(request?.wire.contentEncoding).toBe(encoding.toLowerCase());
  });

  const gzipped = gzipSync(body);
  const zstd = zstdCompressSync(body);
  it.each([
    ['br', brotliCompressSync(body), 415],
    ['snappy', body, 415],
    ['gzip, gzip', gzipSync(gzipped), 415],
    ['gzip,identity', gzipped, 415],
    ['identity, gzip', gzipped, 415],
    ['__proto__', body, 415],
    ['gzip', gzipped.subarray(0, gzipped.length - 5), 400],
    ['gzip', gzipped.subarray(0, 5), 400],
    ['gzip', Buffer.concat([gzipped, Buffer.from('garbage')]), 400],
    ['gzip', Buffer.concat([gzipped, Buffer.from([0x1f, 0x8b])]), 400],
    ['gzip', Buffer.concat([gzipped, Buffer.from([0])]), 400],
    ['deflate', Buffer.concat([deflateSync(body), Buffer.from('garbage')]), 400],
    ['deflate', Buffer.concat([deflateSync(body), deflateSync(body)]), 400],
    ['zstd', Buffer.concat([zstd, Buffer.from('garbage')]), 400],
    ['zstd', Buffer.concat([zstd, zstd]), 400],
    ['gzip', body, 400],
    ['gzip', Buffer.from([...gzipped.subarray(0, 100), 0xff, 0xff, ...gzipped.subarray(102)]), 400],
    ['deflate', deflateRawSync(body), 400],
    ['deflate', deflateSync(body).subarray(0, 50), 400],
    ['zstd', zstd.subarray(0, zstd.length - 3), 400],
    ['zstd', gzipped, 400],
  ])('%s with a body that does not fit is refused (%#)', async (encoding, wire, status) => {
    const { url, requests } = await setUp();
    const answer = await post(`${url}/v1/traces`, wire, { 'content-encoding': encoding });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/x-protobuf');
    expect(requests).toHaveLength(0);
  });

  it('given twice is refused', async () => {
    const { port } = await setUp();
    const head =
      'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0';
    expect((await rawRequest(port, `${head}\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n`)).status).toBe(
      415,
    );
  });
});

describe('limits', () => {
  it('refuse a body that is announced too large before it is sent', async () => {
    const { port, settings } = await setUp({ max_request_body_size: 1000 });
    const head =
      'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000000000';
    const answer = await rawRequest(port, `${head}\r\n\r\n`);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body).message).toContain('max_request_body_size');
    const limit = { ...LABELS, limit: 'max_request_body_size' };
    expect(settings.counters.get('live_trace_receiver_limit_reached', limit)).toBe(1);
  });

  it('hold to the byte, before and after decompression', async () => {
    const { url, requests } = await setUp({ max_request_body_size: 1000 });
    const zeros = (length: number) => Buffer.alloc(length);
    expect((await post(`${url}/v1/traces`, zeros(1000))).status).toBe(200);
    expect((await post(`${url}/v1/traces`, zeros(1001))).status).toBe(413);
    for (const [encoding, compress] of [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['zstd', zstdCompressSync],
    ] as const) {
      const headers = { 'content-encoding': encoding };
      expect((await post(`${url}/v1/traces`, compress(zeros(1000)), headers)).status).toBe(200);
      expect((await post(`${url}/v1/traces`, compress(zeros(1001)), headers)).status).toBe(413);
    }
    expect(requests).toHaveLength(4);
  });

  it('end a body without length at the limit, and its sender sees why', async () => {
    const { port } = await setUp({ max_request_body_size: '1MiB' });
    const sent = await new Promise<{ status: number | undefined; bytes: number }>((resolve, reject) => {
      const headers = { host: 'localhost', 'content-type': 'application/x-protobuf' };
      let bytes = 0;
      const state = { stopped: false };
      const asked = httpRequest({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', headers }, (answer) => {
        state.stopped = true;
        answer.resume();
        asked.end();
        resolve({ status: answer.statusCode, bytes });
      });
      asked.on('error', reject);
      const pour = () => {
        while (!state.stopped && asked.write(Buffer.alloc(65_536))) bytes += 65_536;
        if (!state.stopped) asked.once('drain', pour);
      };
      pour();
    });
    expect(sent.status).toBe(413);
    expect(sent.bytes).toBeLessThan(100 * MIB);
  });

  it('stop bombs at the limit, one and many, and leave the door open', async () => {
    const { url, requests, settings } = await setUp({
      max_request_body_size: '4MiB',
      max_requests_in_flight_bytes: '16MiB',
    });
    const zeros = Buffer.alloc(256 * MIB);
    const bombs = [
      ['gzip', gzipSync(zeros, { level: 1 })],
      ['zstd', zstdCompressSync(zeros)],
    ] as const;
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 1);
    for (const [encoding, bomb] of bombs) {
      expect(bomb.length).toBeLessThan(4 * MIB);
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => post(`${url}/v1/traces`, bomb, { 'content-encoding': encoding })),
      );
      for (const { status } of answers) expect([413, 503]).toContain(status);
      expect((await post(`${url}/v1/traces`, bomb, { 'content-encoding': encoding })).status).toBe(413);
    }
    clearInterval(watch);
    expect(most).toBeLessThan(128 * MIB);
    expect(requests).toHaveLength(0);
    expect((await post(`${url}/v1/traces`, tracesBody(1))).status).toBe(200);
    expect(settings.counters.get('live_trace_receiver_in_flight_bytes', LABELS)).toBe(0);
  });

  it('ask the next one to come again while too much is in flight', async () => {
    let finish = () => {};
    const { url, requests, settings } = await setUp({ max_requests_in_flight_bytes: 1500 }, async () => {
      if (requests.length === 1) await new Promise<void>((resolve) => (finish = resolve));
      return {};
    });
    const first = post(`${url}/v1/traces`, Buffer.alloc(1000));
    await eventually(() => expect(requests).toHaveLength(1));
    const second = await post(`${url}/v1/traces`, Buffer.alloc(1000));
    expect(second.status).toBe(503);
    expect(second.headers.get('retry-after')).toBe('1');
    const limit = { ...LABELS, limit: 'max_requests_in_flight_bytes' };
    expect(settings.counters.get('live_trace_receiver_limit_reached', limit)).toBe(1);
    finish();
    expect((await first).status).toBe(200);
    expect((await post(`${url}/v1/traces`, Buffer.alloc(1000))).status).toBe(200);
    expect(settings.counters.get('live_trace_receiver_in_flight_bytes', LABELS)).toBe(0);
  });

  it('forget a sender that goes away in the middle', async () => {
    const { port, settings, requests } = await setUp();
    const head =
      'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 5000';
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\n\r\n${'x'.repeat(1000)}`));
    await eventually(() => expect(settings.counters.get('live_trace_receiver_in_flight_bytes', LABELS)).toBe(1000));
    socket.destroy();
    await eventually(() => expect(settings.counters.get('live_trace_receiver_in_flight_bytes', LABELS)).toBe(0));
    expect(requests).toHaveLength(0);
  });
});

describe('answers', () => {
  it('tell what was rejected and why, and count it', async () => {
    const rejections = [
      { reason: 'bad_trace_id', count: 2, first: 'resourceSpans[0].scopeSpans[0].spans[3]' },
      { reason: 'too_deep', count: 1, first: 'resourceSpans[1].scopeSpans[0].spans[0]' },
    ];
    const { url, settings } = await setUp({}, async () => ({ accepted: 7, rejections }));
    const answer = await post(`${url}/v1/traces`, '{}', { 'content-type': 'application/json' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      partialSuccess: { rejectedSpans: '3', errorMessage: expect.stringContaining('bad_trace_id') },
    });
    expect(settings.counters.get('otelcol_receiver_accepted_spans', LABELS)).toBe(7);
    const rejected = { ...LABELS, signal: 'traces', reason: 'bad_trace_id' };
    expect(settings.counters.get('live_trace_receiver_rejected_items', rejected)).toBe(2);
  });

  it.each([
    ['INVALID_REQUEST', 400, false],
    ['TOO_LARGE', 413, false],
    ['QUEUE_FULL', 503, true],
    ['MEMORY_LIMIT', 503, true],
    ['STORE_UNAVAILABLE', 503, true],
    ['SHUTTING_DOWN', 503, true],
    ['INTERNAL', 500, false],
  ] satisfies [ErrorCode, number, boolean][])('say %s as %i', async (code, status, retryable) => {
    const { url, settings } = await setUp({}, async () => {
      throw new CollectorError(code, 'the reason', { retryAfterS: 7 });
    });
    const inProto = await post(`${url}/v1/traces`, tracesBody(5));
    expect(inProto.status).toBe(status);
    expect(inProto.headers.get('retry-after')).toBe(retryable ? '7' : null);
    expect(inProto.headers.get('content-type')).toBe('application/x-protobuf');
    // google.rpc.Status: 1 code, 2 message.
    expect(Buffer.from(await inProto.arrayBuffer()).includes(field(2, Buffer.from('the reason')))).toBe(true);
    const inJson = await post(`${url}/v1/traces`, '{}', { 'content-type': 'application/json' });
    expect(await inJson.json()).toMatchObject({ message: 'the reason' });
    expect(settings.counters.get('otelcol_receiver_refused_spans', LABELS)).toBe(5);
  });

  it('count what is refused by whoever still has the bytes', async () => {
    const { url, settings } = await setUp({}, async ({ body }) => {
      structuredClone(body.buffer, { transfer: [body.buffer] });
      throw new CollectorError('STORE_UNAVAILABLE', 'the reason', { items: 3 });
    });
    await post(`${url}/v1/traces`, tracesBody(3));
    expect(settings.counters.get('otelcol_receiver_refused_spans', LABELS)).toBe(3);
  });

  it('keep the text of an unexpected error inside', async () => {
    const { url } = await setUp({}, async () => {
      throw new TypeError('hunter2 is not a function');
    });
    const answer = await post(`${url}/v1/traces`, '{}', { 'content-type': 'application/json' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
  });

  it('say which path is right to an SDK that posts to /', async () => {
    const { url } = await setUp({ traces_url_path: '/my/traces' });
    const answer = await post(url, tracesBody(1), { 'content-type': 'application/json' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('/my/traces for traces') });
  });

  it('say that no pipeline takes a signal', async () => {
    const { url } = await setUp({}, undefined, ['traces']);
    const answer = await post(`${url}/v1/logs`, '{}', { 'content-type': 'application/json' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ message: 'no logs pipeline lists the receiver otlp' });
  });

  it('are 405 to other methods, 404 to other paths, 415 to other types', async () => {
    const { url, requests } = await setUp();
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await fetch(`${url}/v1/traces`, { method });
      expect(answer.status, method).toBe(405);
      expect(answer.headers.get('allow')).toBe('POST');
    }
    expect((await post(`${url}/v1/profiles`, '')).status).toBe(404);
    expect((await post(`${url}/v1/traces/`, '')).status).toBe(404);
    expect((await fetch(url)).status).toBe(405);
    for (const type of [
      'text/plain',
      'application/jsonx',
      'application/json\tx',
      'application/json x',
      'application/grpc',
    ]) {
      expect((await post(`${url}/v1/traces`, '{}', { 'content-type': type })).status, type).toBe(415);
    }
    expect(requests).toHaveLength(0);
  });

  it('carry no CORS header', async () => {
    const { url } = await setUp();
    const answer = await post(`${url}/v1/traces`, '');
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('refuse pages of other origins and other hosts, and nothing reaches a pipeline', async () => {
    const { port, requests } = await setUp();
    const head = 'POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2';
    for (const lines of [
      'Host: evil.test',
      'Host: localhost\r\nOrigin: http://localhost:3000',
      'Host: localhost\r\nSec-Fetch-Site: cross-site',
    ]) {
      const answer = await rawRequest(port, `${head}\r\n${lines}\r\n\r\n{}`);
      expect(answer.status, lines).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 7 });
    }
    expect(requests).toHaveLength(0);
  });
});

describe('shutdown', () => {
  it('answers what is in flight and takes nothing more', async () => {
    let finish = () => {};
    const { url, requests, receiver } = await setUp({}, async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return {};
    });
    const inFlight = post(`${url}/v1/traces`, tracesBody(1));
    await eventually(() => expect(requests).toHaveLength(1));
    const down = receiver.shutdown();
    await expect(post(`${url}/v1/traces`, tracesBody(1))).rejects.toThrow();
    finish();
    expect((await inFlight).status).toBe(200);
    await down;
  });
});

describe('configuration', () => {
  it('has the documented defaults', () => {
    const { http } = otlpReceiverConfig.parse({}).protocols;
    expect(http).toMatchObject({
      endpoint: { host: 'localhost', port: 4318 },
      max_request_body_size: 64 * MIB,
      max_requests_in_flight_bytes: 256 * MIB,
      traces_url_path: '/v1/traces',
    });
  });

  it.each([
    { protocols: { http: { unknown: 1 } } },
    { protocols: { http: { endpoint: 'nonsense' } } },
    { protocols: { http: { traces_url_path: 'v1/traces' } } },
    { protocols: { http: { traces_url_path: '/v1/logs' } } },
    { protocols: { http: { traces_url_path: '/:wild' } } },
    { protocols: { http: { cors: {} } } },
  ])('refuses %j', (config) => {
    expect(otlpReceiverConfig.safeParse(config).success).toBe(false);
  });
});
