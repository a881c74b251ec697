import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { otlpHttpConfig } from '../../../../collector/exporters/otlp-http/config.ts';
import { OtlpHttpExporter } from '../../../../collector/exporters/otlp-http/exporter.ts';
import { otlpHttpExporter } from '../../../../collector/exporters/otlp-http/factory.ts';
import type { Signal } from '../../../../collector/otlp/export-request.ts';
import { componentSuite } from '../../../support/component-suite.ts';
import { eventually } from '../../../support/eventually.ts';
import { exportRequest, field, tracesBody } from '../../../support/export-request.ts';
import { answer, hang, reset, startOtlpBackend, type OtlpBackend } from '../../../support/otlp-backend.ts';
import { selfSigned } from '../../../support/self-signed.ts';
import { testSettings, type TestSettings } from '../../../support/test-settings.ts';

/** Retries at once, so that no test waits for a clock. */
const EAGER = { initial_interval: '1ms', max_interval: '5ms' };

let backend: OtlpBackend;
let exporter: OtlpHttpExporter | undefined;
let settings: TestSettings;

beforeEach(async () => {
  backend = await startOtlpBackend();
  settings = testSettings({ id: 'otlp_http/backend' });
});
afterEach(async () => {
  await exporter?.shutdown();
  exporter = undefined;
  await backend.close();
});

async function start(config: object = {}): Promise<OtlpHttpExporter> {
  const parsed = otlpHttpConfig.parse({ endpoint: backend.url, retry_on_failure: EAGER, ...config });
  exporter = new OtlpHttpExporter(parsed, settings);
  await exporter.start();
  return exporter;
}

const count = (name: string, labels = {}) => settings.counters.get(name, { exporter: 'otlp_http/backend', ...labels });

componentSuite('otlp_http', () =>
  otlpHttpExporter.create(otlpHttpExporter.config.parse({ endpoint: 'http://127.0.0.1:1' }), testSettings()),
);

describe('what is sent', () => {
  const body = tracesBody(3, 1000);
  it.each([
    ['identity', body],
    ['gzip', gzipSync(body, { level: 1 })],
    ['zstd', zstdCompressSync(body)],
    ['x-gzip', gzipSync(body)],
  ])('is the very bytes that came, with their Content-Encoding %s', async (contentEncoding, wire) => {
    const subject = await start();
    await subject.consume(exportRequest({ body, wire, contentEncoding }));
    await backend.whenReceived(1);
    const [got] = backend.received;
    expect(got?.body.equals(wire)).toBe(true);
    expect(got?.headers['content-encoding']).toBe(contentEncoding === 'identity' ? undefined : contentEncoding);
    expect(got?.headers['content-type']).toBe('application/x-protobuf');
    expect(got?.headers['user-agent']).toBe('live-trace/0.0.0-test');
    await eventually(() => expect(count('otelcol_exporter_sent_spans')).toBe(3));
  });

  it('keeps JSON as JSON', async () => {
    const subject = await start();
    const json = Buffer.from('{ "resourceSpans" : [] , "unknown":"kept" }');
    await subject.consume(exportRequest({ encoding: 'json', body: json }));
    await backend.whenReceived(1);
    expect(backend.received[0]?.headers['content-type']).toBe('application/json');
    expect(backend.received[0]?.body.equals(json)).toBe(true);
  });

  it.each([
    ['none', undefined, (bytes: Buffer) => bytes],
    ['gzip', 'gzip', gunzipSync],
    ['zstd', 'zstd', zstdDecompressSync],
  ] as const)('is compressed anew for compression: %s', async (compression, expected, undo) => {
    const subject = await start({ compression });
    await subject.consume(exportRequest({ body, wire: Buffer.from('not looked at'), contentEncoding: 'deflate' }));
    await backend.whenReceived(1);
    expect(backend.received[0]?.headers['content-encoding']).toBe(expected);
    expect(undo(backend.received[0]?.body ?? Buffer.alloc(0)).equals(body)).toBe(true);
  });

  it('is not compressed twice where it came as wanted', async () => {
    const subject = await start({ compression: 'gzip' });
    const wire = gzipSync(body, { level: 1 });
    await subject.consume(exportRequest({ body, wire, contentEncoding: 'gzip' }));
    await backend.whenReceived(1);
    expect(backend.received[0]?.body.equals(wire)).toBe(true);
  });

  it('goes to /v1/<signal> below the endpoint, or to the signal’s own endpoint verbatim', async () => {
    const subject = await start({ endpoint: `${backend.url}/base/`, logs_endpoint: `${backend.url}/own?tenant=7` });
    for (const signal of ['traces', 'logs', 'metrics'] satisfies Signal[])
      await subject.consume(exportRequest({ signal }));
    await backend.whenReceived(3);
    const paths = backend.received.map(({ path }) => path).toSorted();
    expect(paths).toEqual(['/base/v1/metrics', '/base/v1/traces', '/own?tenant=7']);
  });

  it('carries the configured headers, which never reach the log', async () => {
    const subject = await start({ headers: { 'X-Api-Key': 'canary-secret' } });
    backend.behave(answer(401));
    await subject.consume(exportRequest());
    await eventually(() => expect(count('otelcol_exporter_send_failed_spans')).toBe(1));
    expect(backend.received[0]?.headers['x-api-key']).toBe('canary-secret');
    expect(settings.logged()).toContain('HTTP 401');
    expect(settings.logged()).not.toContain('canary-secret');
  });

  it('reaches a destination with a certificate of its own authority, and no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exporter-'));
    const tls = selfSigned();
    await writeFile(join(folder, 'ca.pem'), tls.cert);
    const secure = await startOtlpBackend({ tls });
    const subject = await start({ endpoint: secure.url, tls: { ca_file: join(folder, 'ca.pem') } });
    await subject.consume(exportRequest());
    await secure.whenReceived(1);
    await subject.shutdown();
    const distrustful = await start({ endpoint: secure.url, retry_on_failure: { enabled: false } });
    await distrustful.consume(exportRequest());
    await eventually(() => expect(count('otelcol_exporter_send_failed_spans')).toBe(1));
    expect(secure.received).toHaveLength(1);
    await secure.close();
    await rm(folder, { recursive: true });
  });

  it('is never a request whose buffer was given away', async () => {
    const subject = await start();
    const request = exportRequest();
    structuredClone(request.wire.bytes, { transfer: [request.wire.bytes.buffer] });
    await expect(subject.consume(request)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(backend.received).toHaveLength(0);
  });
});

describe('failures', () => {
  it.each([429, 502, 503, 504])('tries again after %i', async (status) => {
    backend.behave((response, attempt, request) => answer(attempt < 3 ? status : 200)(response, attempt, request));
    await (await start()).consume(exportRequest());
    await eventually(() => expect(count('otelcol_exporter_sent_spans')).toBe(1));
    expect(backend.received).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 405, 413, 415, 500, 501, 505])('does not try again after %i', async (status) => {
    backend.behave(answer(status, {}, 'the body of an error'));
    await (await start()).consume(exportRequest());
    await eventually(() => expect(count('otelcol_exporter_send_failed_spans')).toBe(1));
    expect(backend.received).toHaveLength(1);
    expect(settings.logged()).not.toContain('the body of an error');
  });

  it('waits for Retry-After, in seconds and as a date', async () => {
    const inThePast = new Date(0).toUTCString();
    backend.behave((response, attempt, request) => {
      const header = attempt === 1 ? '1' : inThePast;
      answer(attempt < 3 ? 503 : 200, { 'retry-after': header })(response, attempt, request);
    });
    const before = performance.now();
    await (await start()).consume(exportRequest());
    await backend.whenReceived(2);
    // Timers may fire up to a millisecond early.
    expect(performance.now() - before).toBeGreaterThan(998);
    await eventually(() => expect(count('otelcol_exporter_sent_spans')).toBe(1));
  });

  it('follows no redirect', async () => {
    const elsewhere = await startOtlpBackend();
    for (const status of [301, 302, 307, 308]) {
      backend.behave(answer(status, { location: `${elsewhere.url}/v1/traces` }));
      await exporter?.shutdown();
      await (await start()).consume(exportRequest());
    }
    await eventually(() => expect(count('otelcol_exporter_send_failed_spans')).toBe(4));
    expect(elsewhere.received).toHaveLength(0);
    await elsewhere.close();
  });

  it('loses nothing of what was taken while the destination was away', async () => {
    const { port } = backend;
    await backend.close();
    const subject = await start();
    for (let spans = 1; spans <= 20; spans++) await subject.consume(exportRequest({ body: tracesBody(spans) }));
    await eventually(() => {
      const labels = { reason: 'ECONNREFUSED' };
      expect(count('live_trace_exporter_retries', labels)).toBeGreaterThan(10);
    });
    backend = await startOtlpBackend({ port });
    backend.behave((response, attempt, request) => (attempt < 4 ? reset : answer(200))(response, attempt, request));
    await eventually(() => expect(count('otelcol_exporter_sent_spans')).toBe((20 * 21) / 2));
    expect(new Set(backend.received.map(({ body }) => body.length)).size).toBe(20);
  });

  it('gives an attempt up after timeout, whether nothing comes or the answer does not end', async () => {
    backend.behave((response, attempt, request) => {
      if (attempt === 1) hang(response, attempt, request);
      else if (attempt === 2) response.writeHead(200).write('a');
      else answer(200)(response, attempt, request);
    });
    await (await start({ timeout: '200ms' })).consume(exportRequest());
    await eventually(() => expect(count('otelcol_exporter_sent_spans')).toBe(1));
    expect(count('live_trace_exporter_retries', { reason: 'timeout' })).toBe(2);
  });

  it('reads no more than the beginning of an answer', async () => {
    let written = 0;
    const state = { closed: false };
    backend.behave((response) => {
      response.writeHead(200, { 'content-length': 2 ** 31 });
      response.on('close', () => (state.closed = true));
      const pour = () => {
        while (!state.closed && written < 2 ** 31) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) {
            response.once('drain', pour);
            return;
          }
        }
      };
      pour();
    });
    await (await start()).consume(exportRequest());
    await eventually(() => expect(state.closed).toBe(true));
    // What the sockets between the two hold on their own is a few MiB.
    expect(written).toBeLessThan(64 * 2 ** 20);
    await eventually(() => expect(count('otelcol_exporter_sent_spans')).toBe(1));
  });

  it.each([
    ['protobuf', 'application/x-protobuf', field(1, Buffer.from([0x08, 7, 0x12, 3, 0x61, 0x62, 0x63]))],
    ['JSON', 'application/json', Buffer.from('{"partialSuccess":{"rejectedSpans":"7","errorMessage":"abc-said"}}')],
  ])('counts what a %s partial success rejects, and does not send it again', async (_name, contentType, body) => {
    backend.behave(answer(200, { 'content-type': contentType }, body));
    await (await start()).consume(exportRequest({ body: tracesBody(9) }));
    await eventually(() => expect(count('live_trace_exporter_rejected_items', { signal: 'traces' })).toBe(7));
    expect(backend.received).toHaveLength(1);
    expect(settings.logged()).not.toContain('abc');
  });

  it('refuses at once and counts when the queue is full', async () => {
    backend.behave(hang);
    const subject = await start({ sending_queue: { queue_size: 2, num_consumers: 1, shutdown_timeout: '1ms' } });
    await subject.consume(exportRequest());
    await subject.consume(exportRequest());
    await expect(subject.consume(exportRequest())).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(count('otelcol_exporter_enqueue_failed_spans')).toBe(1);
  });

  it('sends what is queued before it shuts down', async () => {
    const subject = await start({ sending_queue: { num_consumers: 1 } });
    for (let number = 0; number < 30; number++) await subject.consume(exportRequest());
    await subject.shutdown();
    expect(backend.received).toHaveLength(30);
  });

  it('does not wait for a destination that hangs longer than shutdown_timeout', async () => {
    backend.behave(hang);
    const subject = await start({ sending_queue: { shutdown_timeout: '100ms' } });
    await subject.consume(exportRequest());
    await backend.whenReceived(1);
    await subject.shutdown();
    expect(count('live_trace_exporter_dropped_items', { signal: 'traces', reason: 'shutdown' })).toBe(1);
    await expect(subject.consume(exportRequest())).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});

describe('configuration', () => {
  const problems = (config: object) =>
    otlpHttpConfig.safeParse(config).error?.issues.map(({ path }) => path.join('.')) ?? [];

  it.each([
    [{}, ['endpoint']],
    [{ endpoint: 'localhost:4318' }, ['endpoint']],
    [{ endpoint: 'ftp://host' }, ['endpoint']],
    [{ endpoint: 'http://h', encoding: 'json' }, ['encoding']],
    [{ endpoint: 'http://h', headers: { 'a b': 'x' } }, ['headers.a b']],
    [{ endpoint: 'http://h', headers: { a: 'x\r\ny: z' } }, ['headers.a']],
    [{ endpoint: 'http://h', sending_queue: { num_consumers: 0 } }, ['sending_queue.num_consumers']],
    [{ endpoint: 'http://h', unknown: 1 }, ['']],
    [{ traces_endpoint: 'https://h/v1/traces' }, []],
  ])('%j has problems at %j', (config, expected) => {
    expect(problems(config)).toEqual(expected);
  });

  it('refuses credentials in a URL without repeating them', () => {
    const { error } = otlpHttpConfig.safeParse({ endpoint: 'https://user:canary@host' });
    expect(error?.message).toContain('use headers');
    expect(error?.message).not.toContain('canary');
  });

  it('says which signal has no endpoint', async () => {
    const subject = await start({ endpoint: undefined, traces_endpoint: backend.url });
    await expect(subject.consume(exportRequest({ signal: 'logs' }))).rejects.toThrow(
      'otlp_http/backend has no endpoint for logs',
    );
  });

  it('names the key of a file that cannot be read', async () => {
    await expect(start({ tls: { ca_file: '/nowhere' } })).rejects.toThrow('tls.ca_file');
  });
});
