import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { COMPONENTS } from '../../collector/components.ts';
import { RECORDINGS } from '../support/recordings.ts';
import { MAIN, runProgram, type Ended } from '../support/run-program.ts';

let directory = '';
let config = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'live-trace-'));
  config = write('config.yaml', {
    receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } },
    exporters: { store: {} },
    extensions: { memory_store: {}, health_check: { endpoint: '127.0.0.1:0' } },
    service: {
      extensions: ['memory_store', 'health_check'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['store'] } },
    },
  });
});
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

/** A request whose body never comes: what draining waits for. */
async function sendHalfRequest(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const head = 'POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n';
  // The answer to `expect` says that the request is inside.
  await new Promise<void>((resolve) => {
    socket.once('data', () => resolve());
    socket.write(`${head}expect: 100-continue\r\n\r\n`);
  });
  return socket;
}

const run = (...args: string[]): Promise<Ended> => runProgram([MAIN, ...args], { cwd: directory }).ended;

describe('map', () => {
  const span = {
    traceId: '0102030405060708090a0b0c0d0e0f10',
    spanId: '0102030405060708',
    name: 'acme\u001b[2Jcall',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
    attributes: [
      { key: 'acme.model', value: { stringValue: 'my-model' } },
      { key: 'acme.note', value: { stringValue: 'x' } },
      { key: '__proto__', value: { stringValue: 'x' } },
    ],
  };
  const request = { resourceSpans: [{ scopeSpans: [{ scope: { name: 'acme' }, spans: [span] }] }] };

  it('shows what a span is read as before and after, and what nobody reads', async () => {
    const mapping = [{ scope: 'acme', kind: 'llm.chat', fields: { request_model: 'acme.model' } }];
    const own = write('own.yaml', {
      extensions: { memory_store: { mapping } },
      service: { extensions: ['memory_store'] },
    });
    const spans = write('spans.json', request);
    const { code, stdout } = await run('map', '--try', spans, '--config', own);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(1)).toEqual([
      '  vocabulary     none → mapping',
      '  kind           other → llm.chat',
      '  request_model  - → my-model',
      '  of no known vocabulary: __proto__, acme.note',
      '',
      '1 spans; the mapping changes what is read of 1',
      '',
    ]);
    expect(stdout).not.toContain('\u001b');
    const json = await run('map', '--try', spans, '--config', own, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject([
      { before: { kind: 'other' }, after: { kind: 'llm.chat', request_model: 'my-model' } },
    ]);
  });

  it('refuses what is no file of spans', async () => {
    const { code, stderr } = await run('map', '--try', write('none.json', '{}'), '--config', config);
    expect([code, stderr]).toEqual([2, expect.stringContaining('none.json: is no OTLP request')]);
    expect((await run('map', '--config', config)).code).toBe(2);
  });
});

describe('coverage', () => {
  it('asks the same of a database and of the collector that has it open', async () => {
    const path = join(directory, 'coverage.db');
    const served = write('served.yaml', {
      extensions: { sqlite_store: { path }, dashboard: { endpoint: '127.0.0.1:0', open_browser: false } },
      service: { extensions: ['sqlite_store', 'dashboard'] },
    });
    const recording = join(RECORDINGS, 'mastra.binpb');
    expect((await run('import', recording, '--config', served)).code).toBe(0);
    const table = await run('coverage', '--db', path);
    expect([table.code, table.stderr]).toEqual([0, '']);
    expect(table.stdout).toMatch(/^SDK +service +spans +read as/);
    expect(table.stdout).toMatch(/^@mastra\/otel-exporter \S+ .* 22 +mastra/m);
    expect(table.stdout).toContain('not read: mastra.metadata.runId ×22');
    const program = runProgram([MAIN, '--config', served], { cwd: directory });
    const [, url = ''] = await program.prints(/(http:\/\/127\.0\.0\.1:\d+)/);
    await program.prints(/^ready$/m);
    const served1 = await run('coverage', '--url', url);
    program.kill('SIGTERM');
    await program.ended;
    expect(served1.stdout).toBe(table.stdout);
    const json = await run('coverage', '--db', path, '--json', '--limit', '3');
    expect(JSON.parse(json.stdout)).toMatchObject({ spans_looked_at: 3, spans_stored: 22 });
    // Five programs, one after the other, on a machine that does other things too.
  }, 120_000);

  describe('of a collector that wants credentials', () => {
    let server: Server;
    let port: number;
    let wanted: string;
    beforeAll(async () => {
      server = createHttpServer((request, response) => {
        response.statusCode = request.headers.authorization === wanted ? 500 : 401;
        response.end('{"error":{}}');
      });
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
    });
    afterAll(() => void server.close());
    const TOKEN = 'the-secret-token';
    const ask = async (user: string, ...rest: string[]) => {
      const program = runProgram([MAIN, 'coverage', '--url', `http://${user}127.0.0.1:${port}`, ...rest], {
        cwd: directory,
        environment: { MY_TOKEN: TOKEN, NO_TOKEN: 'a\nb' },
      });
      const { code, stdout, stderr } = await program.ended;
      expect(stdout + stderr).not.toMatch(/secret|hunter/);
      return { code, stderr };
    };

    it('says what it wants, and sends what it is given', async () => {
      wanted = `Bearer ${TOKEN}`;
      expect(await ask('')).toEqual({ code: 1, stderr: expect.stringContaining('wants credentials') });
      expect(await ask('', '--token-env', 'MY_TOKEN')).toEqual({
        code: 1,
        stderr: expect.stringContaining('answered 500'),
      });
      expect(await ask('ann:hunter2@')).toEqual({ code: 1, stderr: expect.stringContaining('does not take these') });
      wanted = `Basic ${Buffer.from('ann:hunter 2').toString('base64')}`;
      expect(await ask('ann:hunter%202@')).toEqual({ code: 1, stderr: expect.stringContaining('answered 500') });
    }, 60_000);

    it('refuses what is no credential', async () => {
      expect((await ask('', '--token-env', 'MISSING')).code).toBe(2);
      expect((await ask('', '--token-env', 'NO_TOKEN')).code).toBe(2);
      expect((await ask('ann:hunter2@', '--token-env', 'MY_TOKEN')).code).toBe(2);
      expect((await ask('ann:%ff@')).code).toBe(2);
      expect((await ask('ann:hunter2@:x')).code).toBe(2);
    }, 60_000);
  });

  it('says where nobody answers, and of an empty store that nothing was seen', async () => {
    expect((await run('coverage', '--url', 'http://127.0.0.1:9')).code).toBe(1);
    expect((await run('coverage', '--config', config)).code).toBe(1);
    expect((await run('coverage', '--url', 'x', '--db', 'y')).code).toBe(2);
  });
});

describe('start', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'prints a line an open door and ready, and ends with 0 on %s',
    async (signal) => {
      const program = runProgram([MAIN, '--config', config]);
      await program.prints(/^ready$/m);
      program.kill(signal);
      const { code, stdout, stderr } = await program.ended;
      expect(stdout).toMatch(/^health +http:\/\/127\.0\.0\.1:\d+\/\nOTLP\/HTTP +http:\/\/127\.0\.0\.1:\d+\nready\n$/);
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
  );

  it('takes --set over the file', async () => {
    const { code, stderr } = await run(
      'start',
      '--config',
      config,
      '--set',
      'extensions.health_check.endpoint=nowhere',
    );
    expect(stderr).toBe(
      '--set extensions.health_check.endpoint: extensions.health_check.endpoint: expected host:port, such as localhost:4318 or [::1]:4318\n',
    );
    expect(code).toBe(2);
  });

  it('ends with 3 and one line when a port is taken, and leaves no door open', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const endpoint = `receivers.otlp.protocols.http.endpoint=127.0.0.1:${port}`;
    const { code, stdout, stderr } = await run('start', '--config', config, '--set', endpoint);
    taken.close();
    expect(stderr).toBe(`OTLP/HTTP 127.0.0.1:${port}: port is in use\n`);
    expect(stdout).toBe('');
    expect(code).toBe(3);
  });

  it('ends with 3 when other machines could reach an unguarded door', async () => {
    const { code, stderr } = await run(
      'start',
      '--config',
      config,
      '--set',
      'receivers.otlp.protocols.http.endpoint=:0',
    );
    expect(stderr).toMatch(/^OTLP\/HTTP 0\.0\.0\.0:0: other machines can reach this address.*\n$/);
    expect(code).toBe(3);
  });

  it('ends at once on a second signal while it drains', async () => {
    const program = runProgram([MAIN, '--config', config]);
    const [, port] = await program.prints(/^OTLP\/HTTP +http:\/\/127\.0\.0\.1:(\d+)\n(?=ready)/m);
    const socket = await sendHalfRequest(Number(port));
    program.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 600));
    program.kill('SIGTERM');
    const { code } = await program.ended;
    socket.destroy();
    expect(code).toBe(1);
  });

  it('takes the signals of one Ctrl-C, to the process and through npm, as one', async () => {
    const program = runProgram([MAIN, '--config', config]);
    const [, port] = await program.prints(/^OTLP\/HTTP +http:\/\/127\.0\.0\.1:(\d+)\n(?=ready)/m);
    const socket = await sendHalfRequest(Number(port));
    program.kill('SIGINT');
    program.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.destroy();
    expect((await program.ended).code).toBe(0);
  });
});

describe('validate', () => {
  it('says that a configuration is valid', async () => {
    expect(await run('validate', '--config', config)).toMatchObject({
      code: 0,
      stdout: `${config}: valid\n`,
      stderr: '',
    });
  });

  it('ends with 2 and names line and column of an unknown key', async () => {
    const bad = write('bad.yaml', 'receivers:\n  otlp:\n    protocls: {}\nservice: {}\nserver_port: 1\n');
    const { code, stdout, stderr } = await run('validate', '--config', bad);
    expect(stderr).toBe(
      `${bad}:3:5 receivers.otlp.protocls: unknown key; did you mean protocols?\n` +
        `${bad}:5:1 server_port: is a key of the first version: use extensions.dashboard.endpoint, such as localhost:7100\n`,
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('takes the configuration beside package.json where none is named, wherever it runs', async () => {
    expect(await run('validate')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('components', () => {
  it('lists every component with its keys', async () => {
    const { code, stdout } = await run('components');
    expect(code).toBe(0);
    for (const { type } of COMPONENTS) expect(stdout).toMatch(new RegExp(`^  ${type}[,:]`, 'm'));
    expect(stdout).toMatch(/^ +protocols\.http\.endpoint +host:port, default "localhost:4318"$/m);
  });

  it('lists them as JSON', async () => {
    const { stdout } = await run('components', '--json');
    expect(JSON.parse(stdout)).toHaveLength(COMPONENTS.length);
  });
});

describe('import', () => {
  const span = (spanId: string) => ({
    traceId: '5b8aa5a2d2c872e8321cf37308d69df2',
    spanId,
    name: 'chat',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
  });
  const request = (...spans: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

  it('tells what was accepted, and what was known already', async () => {
    const file = write('ok.json', [
      request(span('1111111111111111')),
      request(span('1111111111111111'), span('2222222222222222')),
    ]);
    const ended = await run('import', file, '--config', config);
    expect(ended).toMatchObject({
      code: 0,
      stdout: `${file}: 3 spans accepted (1 known already), 0 rejected\n`,
      stderr: '',
    });
  });

  it('ends with 1 and says why an item is rejected', async () => {
    const file = write(
      'rejected.jsonl',
      `${JSON.stringify(request(span('1111111111111111')))}\n${JSON.stringify(request(span('')))}\n`,
    );
    const { code, stdout, stderr } = await run('import', file, '--config', config);
    expect(stdout).toBe(`${file}: 1 spans accepted (0 known already), 1 rejected\n`);
    expect(stderr).toContain(`${file}:2: 1 rejected: `);
    expect(code).toBe(1);
  });

  it('ends with 2 on what is no OTLP, and still imports the rest', async () => {
    const [good, bad] = [write('good.json', request(span('1111111111111111'))), write('hello.txt', 'hello')];
    const { code, stdout, stderr } = await run('import', bad, '/no/such/file', good, '--config', config);
    expect(stderr).toContain(`${bad}: is neither JSON nor JSON lines (line 1)\n`);
    expect(stderr).toContain('/no/such/file: ENOENT');
    expect(stdout).toContain(`${good}: 1 spans accepted`);
    expect(code).toBe(2);
  });
});

describe('rebuild', () => {
  it('reads the stored spans again and says what it found', async () => {
    const file = write('kept.json', {
      resourceSpans: [
        {
          scopeSpans: [
            { spans: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), startTimeUnixNano: '1790000000000000000' }] },
          ],
        },
      ],
    });
    const onDisk = write('on-disk.yaml', {
      receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } },
      exporters: { store: {} },
      extensions: { sqlite_store: { path: join(directory, 'kept.db') } },
      service: {
        extensions: ['sqlite_store'],
        pipelines: { traces: { receivers: ['otlp'], exporters: ['store'] } },
      },
    });
    expect((await run('import', file, '--config', onDisk)).code).toBe(0);
    expect(await run('rebuild', '--config', onDisk)).toMatchObject({
      code: 0,
      stdout: '1 spans in 1 traces read again, 0 of them differently; 1 sessions\n',
    });
  });
});

describe('export', () => {
  const span = (spanId: string, name: string) => ({
    traceId: 'a'.repeat(32),
    spanId,
    name,
    startTimeUnixNano: '1790000000000000001',
    endTimeUnixNano: '1790000000000000002',
    attributes: [{ key: 'session.id', value: { stringValue: 's 1' } }],
  });
  const request = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'desk' } }] },
        scopeSpans: [{ scope: { name: 'x' }, spans: [span('b'.repeat(16), 'first'), span('c'.repeat(16), 'second')] }],
      },
    ],
  };
  const prepare = async (name: string) => {
    const path = join(directory, name);
    expect(
      (await run('import', write('sent.json', request), '--set', `extensions.sqlite_store.path=${path}`)).code,
    ).toBe(0);
    return path;
  };

  it(
    'writes what import reads again, in every format, byte for byte the second time',
    { timeout: 120_000 },
    async () => {
      const db = await prepare('from.db');
      for (const [format, extension] of [
        ['jsonl', 'jsonl'],
        ['otlp-json', 'json'],
        ['otlp-proto', 'binpb'],
      ] as const) {
        const file = join(directory, `out.${extension}`);
        const first = await run('export', '--db', db, '--session', 's 1', '--format', format, '--output', file);
        expect(first).toMatchObject({ code: 0, stdout: '', stderr: '' });
        if (format === 'otlp-json') expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(request);
        const copy = join(directory, `copy-${format}.db`);
        expect((await run('import', file, '--set', `extensions.sqlite_store.path=${copy}`)).code).toBe(0);
        const second = join(directory, `again.${extension}`);
        await run('export', '--db', copy, '--since', '2026-01-01T00:00:00Z', '--format', format, '--output', second);
        expect(readFileSync(second).equals(readFileSync(file))).toBe(true);
      }
    },
  );

  it('writes to standard output where no file is named, and nothing else', async () => {
    const db = await prepare('out.db');
    const { stdout, code } = await run('export', '--db', db, '--session', 's 1');
    expect(JSON.parse(stdout)).toEqual(request);
    expect(code).toBe(0);
  });

  it('says which session is not there, and writes the others', async () => {
    const db = await prepare('some.db');
    const { code, stdout, stderr } = await run('export', '--db', db, '--session', 'nobody', '--session', 's 1');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'no session "nobody"\n' });
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [['--session', 'a', '--since', '1h'], /needs --session or --since/],
    [['--since', 'yesterday'], /--since yesterday: neither an ISO 8601 time nor a duration/],
    [['--session', 'a', '--format', 'csv'], /--format csv: known are jsonl, otlp-json, otlp-proto/],
    [['--session', 'a', '--db', '/no/such/file.db'], /--db \/no\/such\/file.db: no such file/],
  ])('explains %j', async (args, message) => {
    const { code, stderr } = await run('export', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('usage', () => {
  it.each([
    [['--version'], 0],
    [['--help'], 0],
    [['validate', '--help'], 0],
    [['nonsense'], 2],
    [['validate', '--nonsense'], 2],
    [['import'], 2],
    [['--nonsense'], 2],
  ])('%j ends with %d and without a stack', async (args, expected) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(expected);
    expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at /);
    expect(expected === 0 ? stdout : stderr).not.toBe('');
    if (expected !== 0) expect(stderr).toMatch(/^live-trace: /);
  });
});
