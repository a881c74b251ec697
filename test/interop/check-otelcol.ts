/**
 * The reference Collector on both sides: it brings the demo's spans by two exporters at once, so every span comes twice, and it
 * takes what is forwarded and hands it to a receiver that counts.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildOtelcol } from './build-otelcol.ts';
import { checkDemo } from './check-demo.ts';
import { findFreePort } from './find-free-port.ts';
import { SessionReader } from './read-sessions.ts';
import type { Report } from './report.ts';
import { runCollector, type RunningCollector } from './run-collector.ts';

const TITLE = 'Go: the reference Collector in front and behind';
const ARRIVAL_LIMIT_MS = 30_000;

export async function checkOtelcol(report: Report, directory: string): Promise<void> {
  const otelcol = await buildOtelcol(directory);
  if ('reason' in otelcol) return report.leaveOut(TITLE, otelcol.reason);
  await report.runCase(TITLE, () => checkBothSides(report, directory, otelcol.program));
}

async function checkBothSides(report: Report, directory: string, program: string): Promise<void> {
  const [front, back] = [await findFreePort(), await findFreePort()];
  const collector = await runCollector(directory, { name: 'behind-otelcol', backendUrl: `http://127.0.0.1:${back}` });
  const counter = await startSpanCounter();
  try {
    const config = join(directory, 'otelcol.yaml');
    await writeFile(config, buildConfig({ front, back, collector, counterUrl: counter.url }));
    const child = spawn(program, ['--config', config], { stdio: 'ignore' });
    try {
      await waitForDoor(`http://127.0.0.1:${front}`);
      const reader = new SessionReader(collector.restUrl);
      const sent = await checkDemo({ report, reader, endpoint: `http://127.0.0.1:${front}` });
      for (
        const endMs = performance.now() + ARRIVAL_LIMIT_MS;
        counter.spanIds.size < sent && performance.now() < endMs;
      ) {
        await sleep(150);
      }
      report.equal('spans that were forwarded', counter.spanIds.size, sent);
    } finally {
      const gone = once(child, 'exit');
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await gone;
      }
    }
  } finally {
    await collector.stop();
    counter.close();
  }
}

interface OtelcolPlaces {
  readonly front: number;
  readonly back: number;
  readonly collector: RunningCollector;
  readonly counterUrl: string;
}

function buildConfig({ front, back, collector, counterUrl }: OtelcolPlaces): string {
  return `
receivers:
  otlp/front: { protocols: { http: { endpoint: "127.0.0.1:${front}" } } }
  otlp/back: { protocols: { http: { endpoint: "127.0.0.1:${back}" } } }
exporters:
  otlp_http: { endpoint: "${collector.otlpUrl}" }
  otlp_http/again: { endpoint: "${collector.otlpUrl}" }
  otlp_http/counter: { endpoint: "${counterUrl}", encoding: json, compression: none }
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    traces/front: { receivers: [otlp/front], exporters: [otlp_http, otlp_http/again] }
    traces/back: { receivers: [otlp/back], exporters: [otlp_http/counter] }
`;
}

interface SpanCounter {
  readonly url: string;
  readonly spanIds: ReadonlySet<string>;
  readonly close: () => void;
}

async function startSpanCounter(): Promise<SpanCounter> {
  const spanIds = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      for (const [, id] of body.matchAll(/"spanId":"([0-9a-f]{16})"/g)) if (id !== undefined) spanIds.add(id);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    spanIds,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Any answer will do: the door is open. */
async function waitForDoor(url: string): Promise<void> {
  for (const endMs = performance.now() + ARRIVAL_LIMIT_MS; performance.now() < endMs; await sleep(100)) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
  }
  throw new Error(`nothing answers at ${url}`);
}
