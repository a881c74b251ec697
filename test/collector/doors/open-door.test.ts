import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { Agent, createServer, request } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Authenticator } from '../../../collector/component.ts';
import { DoorError } from '../../../collector/doors/door-error.ts';
import { doorFields } from '../../../collector/doors/door-config.ts';
import { openDoor, type Door } from '../../../collector/doors/open-door.ts';
import { CollectorError } from '../../../collector/errors.ts';
import { portOf } from '../../support/port-of.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { selfSigned } from '../../support/self-signed.ts';
import { testSettings, type TestSettings } from '../../support/test-settings.ts';

const config = z.strictObject(doorFields('localhost:0'));
const doors: Door[] = [];

async function open(given: object, routes?: (app: FastifyInstance) => void, settings: TestSettings = testSettings()) {
  const door = await openDoor({
    name: 'OTLP/HTTP',
    config: config.parse(given),
    settings,
    routes: routes ?? ((app) => void app.get('/', () => 'inside')),
  });
  doors.push(door);
  return door;
}

afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.close(0)));
});

describe('opening', () => {
  it('listens on 127.0.0.1 and, where the machine has it, on ::1 under the same port', async () => {
    const door = await open({});
    const ask = (host: string) => rawRequest(door.port, `GET / HTTP/1.1\r\nHost: localhost\r\n\r\n`, host);
    expect((await ask('127.0.0.1')).body).toBe('inside');
    if (await hasIpv6()) expect((await ask('::1')).body).toBe('inside');
  });

  it('says in one line that a port is taken, on either address of localhost', async () => {
    for (const host of (await hasIpv6()) ? ['127.0.0.1', '::1'] : ['127.0.0.1']) {
      const other = createTcpServer().listen(0, host);
      await new Promise((resolve) => other.once('listening', resolve));
      const port = portOf(other);
      const failure = await open({ endpoint: `localhost:${port}` }).catch((error: unknown) => error);
      other.close();
      expect(failure).toBeInstanceOf(DoorError);
      expect(failure).toHaveProperty('message', `OTLP/HTTP localhost:${port}: port is in use`);
    }
  });

  it('gives the port back when it could take only one of the two addresses', async () => {
    if (!(await hasIpv6())) return;
    const other = createTcpServer().listen(0, '::1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = portOf(other);
    await expect(open({ endpoint: `localhost:${port}` })).rejects.toThrow(DoorError);
    const again = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve, reject) => again.once('listening', resolve).once('error', reject));
    again.close();
    other.close();
  });

  it('says in one line that an address or a file is not there', async () => {
    await expect(
      open({ endpoint: '192.0.2.1:0', auth: { authenticator: 'a' } }, undefined, withToken()),
    ).rejects.toThrow('OTLP/HTTP 192.0.2.1:0: this machine has no such address');
    const tls = { cert_file: '/nowhere/cert.pem', key_file: '/nowhere/key.pem' };
    await expect(open({ tls })).rejects.toThrow('OTLP/HTTP localhost:0: tls.cert_file cannot be read (ENOENT)');
  });

  it.each(['0.0.0.0:0', ':0', '[::]:0', '192.168.1.4:0', 'collector:0', '[::ffff:127.0.0.1]:0', '127.0.0.1.nip.io:0'])(
    'refuses to listen on %s without authentication',
    async (endpoint) => {
      const failure = await open({ endpoint }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DoorError);
      expect(failure).toHaveProperty(
        'message',
        expect.stringMatching(/^OTLP\/HTTP .*auth\.authenticator or tls\.client_ca_file.*$/),
      );
    },
  );

  it('refuses server TLS alone off loopback: it does not ask who comes', async () => {
    const tls = { cert_file: 'a', key_file: 'b' };
    await expect(open({ endpoint: '0.0.0.0:0', tls })).rejects.toThrow(/client_ca_file/);
  });

  it('does not start with an authenticator that is not configured', async () => {
    await expect(open({ auth: { authenticator: 'missing' } })).rejects.toThrow('no authenticator missing');
  });
});

describe('authentication', () => {
  it('guards every path, also those that do not exist, and names the scheme', async () => {
    const door = await open({ endpoint: '0.0.0.0:0', auth: { authenticator: 'a' } }, undefined, withToken());
    for (const target of ['/', '/nothing', '/%zz']) {
      const refused = await rawRequest(door.port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      expect(refused.status, target).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    }
    const let_in = await rawRequest(
      door.port,
      'GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer right\r\n\r\n',
    );
    expect(let_in.body).toBe('inside');
  });

  it('does not make a name of the address it listens on everywhere', async () => {
    const door = await open({ endpoint: '0.0.0.0:0', auth: { authenticator: 'a' } }, undefined, withToken());
    const answer = await rawRequest(
      door.port,
      'GET / HTTP/1.1\r\nHost: 0.0.0.0\r\nAuthorization: Bearer right\r\n\r\n',
    );
    expect(answer.status).toBe(403);
  });

  it('asks for a client certificate where client_ca_file is set', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'door-'));
    const [server, client, stranger] = [selfSigned(), selfSigned('client'), selfSigned('stranger')];
    await writeFile(join(folder, 'cert.pem'), server.cert);
    await writeFile(join(folder, 'key.pem'), server.key);
    await writeFile(join(folder, 'ca.pem'), client.cert);
    const tls = { cert_file: join(folder, 'cert.pem'), key_file: join(folder, 'key.pem') };
    const door = await open({ endpoint: '0.0.0.0:0', tls: { ...tls, client_ca_file: join(folder, 'ca.pem') } });
    await rm(folder, { recursive: true });
    const ask = (identity: object) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { host: '127.0.0.1', port: door.port, servername: 'localhost', ca: server.cert, agent: false };
        const asked = httpsRequest({ ...options, headers: { host: 'localhost' }, ...identity }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on('error', reject).end();
      });
    expect(door.url).toMatch(/^https:/);
    await expect(ask({})).rejects.toThrow();
    await expect(ask(stranger)).rejects.toThrow();
    await expect(ask(client)).resolves.toBe(200);
  });
});

describe('slow and many clients', () => {
  it('lets go of clients that do not finish their headers or their body', async () => {
    const door = await open({ read_header_timeout: '100ms', read_timeout: '200ms' }, (app) => {
      app.post('/', async ({ raw }) => {
        for await (const _ of raw);
        return 'read';
      });
    });
    const dribbles = [
      '',
      'POST / HTTP/1.1\r\nHo',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc',
      'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
    ];
    const ends = dribbles.map(
      (text) =>
        new Promise<void>((resolve) => {
          const socket = connect(door.port, '127.0.0.1', () => socket.write(text));
          socket.on('error', () => {}).on('close', () => resolve());
          socket.resume();
        }),
    );
    await expect(Promise.all(ends)).resolves.toHaveLength(dribbles.length);
  });

  it('refuses connections beyond max_connections and counts them', async () => {
    const settings = testSettings();
    const door = await open({ max_connections: 2 }, undefined, settings);
    const held = [1, 2].map(() => connect(door.port, '127.0.0.1'));
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    await expect(rawRequest(door.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).rejects.toThrow();
    expect(
      settings.counters.get('live_trace_door_connections_refused', { door: 'test', limit: 'max_connections' }),
    ).toBe(1);
    held.forEach((socket) => socket.destroy());
  });
});

describe('errors', () => {
  it('keeps the text of an unexpected error from the client and the log', async () => {
    const settings = testSettings();
    const door = await open(
      {},
      (app) => {
        app.get('/', () => {
          throw new Error('the prompt was: hunter2');
        });
      },
      settings,
    );
    const answer = await rawRequest(door.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toEqual({ error: { code: 'INTERNAL', message: 'internal error' } });
    expect(settings.logged()).toContain('internal error while answering a request');
    expect(settings.logged()).toContain('open-door.test.ts');
    expect(settings.logged()).not.toContain('hunter2');
  });

  it('lets the sender of a large refused body see the answer, then hangs up', async () => {
    const door = await open({}, (app) => {
      app.post('/', () => {
        throw new CollectorError('TOO_LARGE', 'no');
      });
    });
    const length = 2 ** 20;
    const seen = await new Promise<{ status: number | undefined; sent: boolean }>((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: door.port,
          method: 'POST',
          headers: { host: 'localhost', 'content-length': length },
        },
        (answer) => {
          answer.resume();
          // Only now the rest of the body: it must not meet a reset.
          asked.end(Buffer.alloc(length - 10), () => resolve({ status: answer.statusCode, sent: true }));
        },
      );
      asked.on('error', reject).write(Buffer.alloc(10));
    });
    expect(seen).toEqual({ status: 413, sent: true });
  });
});

describe('a sender that does not stop', () => {
  it('is hung up on after so many bytes behind the answer', async () => {
    const door = await open({}, (app) => {
      app.post('/', () => {
        throw new CollectorError('TOO_LARGE', 'no');
      });
    });
    const socket = connect(door.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000000\r\n\r\n');
    const pour = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
    };
    socket.on('drain', pour).resume();
    pour();
    await closed;
    // 64 MiB and what the sockets hold on their own.
    expect(socket.bytesWritten).toBeLessThan(96 * 2 ** 20);
  });
});

describe('closing', () => {
  it('lets a request in flight finish, turns new ones away with 503 and keeps no connection', async () => {
    let finish = () => {};
    let inside = () => {};
    const entered = new Promise<void>((resolve) => (inside = resolve));
    const door = await open({}, (app) => {
      app.get('/slow', async () => {
        inside();
        await new Promise<void>((resolve) => (finish = resolve));
        return 'done';
      });
    });
    const agent = new Agent({ keepAlive: true });
    const slow = get(door.port, '/slow', agent);
    // A second connection stands before the door closes, in the middle of its headers.
    const half = connect(door.port, '127.0.0.1', () => half.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n'));
    await entered;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const closed = door.close();
    const late = new Promise<string>((resolve) => {
      let text = '';
      half.on('data', (chunk) => (text += String(chunk))).on('close', () => resolve(text));
    });
    half.write('\r\n');
    expect(await late).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1/i);
    await expect(rawRequest(door.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).rejects.toThrow();
    finish();
    expect(await slow).toBe('done');
    await closed;
    agent.destroy();
  });

  it('cuts those who do not finish in time', async () => {
    const door = await open({}, (app) => {
      app.get('/never', () => new Promise(() => {}));
    });
    const never = rawRequest(door.port, 'GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n').catch(() => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await door.close(50);
    expect(await never).toBe('cut');
  });

  it('closes idle keep-alive connections at once', async () => {
    const door = await open({});
    const agent = new Agent({ keepAlive: true });
    expect(await get(door.port, '/', agent)).toBe('inside');
    expect(await get(door.port, '/', agent)).toBe('inside');
    await door.close(60_000);
    agent.destroy();
  });
});

function withToken(): TestSettings {
  const authenticator: Authenticator = {
    authenticate(authorization) {
      if (authorization !== 'Bearer right') throw new CollectorError('UNAUTHENTICATED', 'no');
    },
  };
  return testSettings({ authenticators: new Map([['a', authenticator]]) });
}

function get(port: number, path: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent, headers: { host: 'localhost' } }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
}

function hasIpv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createTcpServer();
    probe.once('error', () => resolve(false));
    probe.listen(0, '::1', () => probe.close(() => resolve(true)));
  });
}
