/** `demo.ts` as a process, against a receiver on loopback: what it prints, what it sends and how it exits. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const DEMO = fileURLToPath(new URL('../../examples/demo.ts', import.meta.url));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Ended {
  readonly code: unknown;
  readonly output: string;
}

async function runDemoCommand(endpoint: string, ...args: readonly string[]): Promise<Ended> {
  return waitForEnd(startDemoCommand(endpoint, args));
}

function startDemoCommand(endpoint: string, args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  return spawn(process.execPath, [DEMO, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function waitForEnd(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ended> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Answers every export with this status and keeps the bodies. */
async function startReceiver(status = 200): Promise<{ readonly endpoint: string; readonly bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      if (body !== '{"resourceSpans":[]}') bodies.push(body);
      const isProbe = body === '{"resourceSpans":[]}';
      response.writeHead(isProbe ? 200 : status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, bodies };
}

describe('demo command', () => {
  it('prints a line per session, the totals and the dashboard, and sends as many spans as it says', async () => {
    const { endpoint, bodies } = await startReceiver();
    const { code, output } = await runDemoCommand(endpoint, '--fast', '--sessions', '1');
    expect(code).toBe(0);
    expect(output.match(/^\S+-1 .*model calls/gm)).toHaveLength(5);
    expect(output).toMatch(/^total +5 sessions, /m);
    expect(output).toContain('http://localhost:7100');
    const sent = bodies.join('').match(/"spanId"/g)?.length;
    expect(output).toContain(`${sent} accepted`);
  });

  it('exits with 1 and says why when spans were not accepted', async () => {
    const { endpoint } = await startReceiver(400);
    const { code, output } = await runDemoCommand(endpoint, '--fast', '--sessions', '1');
    expect(code).toBe(1);
    expect(output).toMatch(/\d+ not accepted: /);
  });

  it('does not start a collector when the one that was named does not answer', async () => {
    const { endpoint } = await startReceiver();
    const server = servers.pop();
    server?.close();
    if (server) await once(server, 'close');
    const { code, output } = await runDemoCommand(endpoint);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining(`no OTLP/HTTP receiver answers at ${endpoint}`),
    });
  });

  it('sends what was done so far when it is stopped, also when the signal comes twice', async () => {
    const { endpoint, bodies } = await startReceiver();
    const child = startDemoCommand(endpoint, []);
    const ended = waitForEnd(child);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
    expect(bodies.join('')).toContain('invoke_agent support-desk');
  });

  it.each(['--sessions=0', '--seed=x', '--unknown'])('explains its options when it gets %s', async (option) => {
    const { code, output } = await runDemoCommand('http://127.0.0.1:9', option);
    expect(code).toBe(2);
    expect(output).toContain('--sessions N');
  });
});
