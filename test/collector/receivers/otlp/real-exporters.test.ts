/** The exporters of OpenTelemetry JS against the receiver: what they send is taken, and what they are told they understand. */
import { gunzipSync } from 'node:zlib';

import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { CollectorError, type ErrorCode } from '../../../../collector/errors.ts';
import { otlpHttpConfig } from '../../../../collector/exporters/otlp-http/config.ts';
import { OtlpHttpExporter } from '../../../../collector/exporters/otlp-http/exporter.ts';
import type { ExportRequest } from '../../../../collector/otlp/export-request.ts';
import { scanItemCount } from '../../../../collector/otlp/scan-item-count.ts';
import { otlpReceiverConfig } from '../../../../collector/receivers/otlp/config.ts';
import { OtlpReceiver } from '../../../../collector/receivers/otlp/receiver.ts';
import { startOtlpBackend } from '../../../support/otlp-backend.ts';
import { testSettings } from '../../../support/test-settings.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

/** @returns the pipeline's requests; the exporters are pointed at the receiver the way their users do it. */
async function receive(answer: (request: ExportRequest) => Promise<void> = async () => {}) {
  const requests: ExportRequest[] = [];
  const consume = async (request: ExportRequest) => {
    requests.push(request);
    await answer(request);
    return { accepted: 1, duplicates: 0, rejections: [], forward: request };
  };
  const config = otlpReceiverConfig.parse({ protocols: { http: { endpoint: 'localhost:0' } } });
  const receiver = new OtlpReceiver(config, testSettings({ id: 'otlp', next: () => ({ consume }) }));
  await receiver.start();
  closing.push(() => receiver.shutdown());
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', /http:\S+/.exec(receiver.doors()[0] ?? '')?.[0]);
  return requests;
}

function makeSpans() {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] });
  const tracer = provider.getTracer('agent');
  const parent = tracer.startSpan('invoke_agent', { attributes: { 'gen_ai.operation.name': 'invoke_agent' } });
  const inside = trace.setSpan(context.active(), parent);
  tracer.startSpan('chat', { attributes: { 'gen_ai.input.messages': 'hello '.repeat(500) } }, inside).end();
  parent.end();
  return memory.getFinishedSpans();
}

const exporters = [
  ['JSON', 'json', () => new JsonExporter()],
  ['protobuf', 'proto', () => new ProtoExporter()],
] as const;

describe.each(exporters)('the %s exporter', (_name, encoding, create) => {
  const exportOnce = async () => {
    const exporter = create();
    const result = await new Promise<{ code: number; error?: Error }>((resolve) =>
      exporter.export(makeSpans(), resolve),
    );
    await exporter.shutdown();
    return result;
  };

  it.each(['none', 'gzip'])('is understood with compression %s', async (compression) => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression);
    const requests = await receive();
    expect(await exportOnce()).toEqual({ code: 0 });
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request?.wire.contentEncoding).toBe(compression === 'gzip' ? 'gzip' : 'identity');
    expect(request?.encoding).toBe(encoding);
    expect(scanItemCount(request?.body ?? new Uint8Array(), encoding, 'traces')).toBe(2);
    expect(Buffer.from(request?.body ?? []).includes('invoke_agent')).toBe(true);
  });

  it('comes again after what passes, and not after what does not', async () => {
    const codes: ErrorCode[] = ['STORE_UNAVAILABLE', 'INVALID_REQUEST'];
    const requests = await receive(async () => {
      const code = codes.shift();
      if (code !== undefined) throw new CollectorError(code, 'for a test', { retryAfterS: 0 });
    });
    const result = await exportOnce();
    expect(result.code).toBe(1);
    expect(requests).toHaveLength(2);
  });

  it('is forwarded byte for byte', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip');
    const backend = await startOtlpBackend();
    closing.push(() => backend.close());
    const config = otlpHttpConfig.parse({ endpoint: backend.url });
    const forwarder = new OtlpHttpExporter(config, testSettings());
    await forwarder.start();
    closing.push(() => forwarder.shutdown());
    const requests = await receive(async (request) => void (await forwarder.consume(request)));
    expect(await exportOnce()).toEqual({ code: 0 });
    await backend.whenReceived(1);
    const [sent] = backend.received;
    expect(sent?.body.equals(requests[0]?.wire.bytes ?? new Uint8Array())).toBe(true);
    expect(sent?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(sent?.body ?? '').equals(requests[0]?.body ?? new Uint8Array())).toBe(true);
  });
});
