/** The live stream over real sockets: resumable, bounded for each listener and in their number. */
import { connect, type Socket } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { doorConfigOf } from '../../../support/door-config.ts';
import { openDoor, type Door } from '../../../../collector/doors/open-door.ts';
import { LiveStream } from '../../../../collector/extensions/dashboard/live.ts';
import { eventually } from '../../../support/eventually.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { rawRequest } from '../../../support/raw-request.ts';
import { testSettings } from '../../../support/test-settings.ts';

const opened: { door: Door; live: LiveStream; sockets: Socket[] }[] = [];

afterEach(async () => {
  for (const { door, live, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy();
    live.close();
    await door.close(0);
  }
});

async function open(given: { clientsMax?: number; clientBufferBytesMax?: number } = {}) {
  const clock = new FakeClock();
  const settings = testSettings({ id: 'dashboard', clock });
  const live = new LiveStream({ ...settings, clientsMax: 100, clientBufferBytesMax: 2 ** 20, ...given });
  const door = await openDoor({
    name: 'dashboard',
    config: doorConfigOf(),
    settings,
    routes: (app) => void app.get('/api/live', (request, reply) => live.serve(request, reply)),
  });
  const sockets: Socket[] = [];
  opened.push({ door, live, sockets });
  const listen = (headers = '') => {
    const socket = connect({ port: door.port, host: '127.0.0.1' });
    sockets.push(socket);
    const listener = { socket, text: '', closed: false };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (listener.text += chunk));
    socket.on('error', () => {});
    socket.on('close', () => (listener.closed = true));
    socket.write(`GET /api/live HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    return listener;
  };
  const store = (...ids: string[]) => {
    const sessions = ids.map((id) => ({ id, agentId: 'a', lastReceivedMs: 0, ended: false }));
    settings.bus.publish('spans.stored', { sessions, spanCount: ids.length });
  };
  return { clock, settings, live, door, listen, store };
}

const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe('GET /api/live', () => {
  it('tells a page what changed', async () => {
    const { listen, store, settings } = await open();
    const page = listen();
    await eventually(() => expect(page.text).toContain('retry: 2000'));
    store('s1');
    settings.bus.publish('session.ended', { sessionIds: ['s1'] });
    settings.bus.publish('analysis.finished', { agentId: 'a1', analysisId: 'analysis_1', ok: false });
    settings.bus.publish('findings.stored', { agentIds: ['a1'], sessionIds: ['s1'] });
    await eventually(() => {
      expect(page.text).toContain(
        'event: analysis.finished\ndata: {"session_ids":[],"agent_ids":["a1"],"all":false}\n\n',
      );
      expect(page.text).toContain(
        'event: findings.stored\ndata: {"session_ids":["s1"],"agent_ids":["a1"],"all":false}\n\n',
      );
      expect(page.text).toContain('event: spans.stored\ndata: {"session_ids":["s1"],"all":false}\n\n');
      expect(page.text).toContain('event: session.ended\ndata: {"session_ids":["s1"],"all":false}\n\n');
    });
    expect(page.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(page.text).toMatch(/content-type: text\/event-stream; charset=utf-8/i);
    expect(page.text).toMatch(/cache-control: no-store/i);
  });

  it('gives a page that comes back what it missed, once and in order', async () => {
    const { listen, store, clock } = await open();
    const page = listen();
    await eventually(() => expect(idsIn(page.text)).toHaveLength(1));
    const [greeted = 0] = idsIn(page.text);
    page.socket.destroy();
    for (const id of ['s1', 's2', 's3']) {
      store(id);
      await clock.advance(250);
    }
    const back = listen(`Last-Event-ID: ${greeted}\r\n`);
    await eventually(() => expect(back.text).toContain('s3'));
    expect(idsIn(back.text)).toEqual([greeted + 1, greeted + 2, greeted + 3]);
    const later = listen(`Last-Event-ID: ${greeted + 2}\r\n`);
    await eventually(() => expect(later.text).toContain('s3'));
    expect(later.text).not.toContain('s2');
    expect(later.text).not.toContain('resync');
  });

  it.each(['1', '99999999999999', 'a\u00e9', '0x10', ' '])(
    'tells a page that comes back with %j to read all again',
    async (id) => {
      const { listen } = await open();
      const page = listen(`Last-Event-ID: ${id}\r\n`);
      await eventually(() => expect(page.text).toContain('event: resync\ndata: {}\n\n'));
      expect(idsIn(page.text)).toHaveLength(1);
    },
  );

  it('says every 15 s that it is still there', async () => {
    const { listen, clock, live } = await open();
    const page = listen();
    await eventually(() => expect(live.clientCount).toBe(1));
    await clock.advance(30_000);
    await eventually(() => expect(page.text.match(/^: still here$/gm)).toHaveLength(2));
  });

  it('turns listeners away with 503 beyond the limit, and takes one again when another has left', async () => {
    const { listen, live, door, settings } = await open({ clientsMax: 2 });
    const pages = [listen(), listen()];
    await eventually(() => expect(live.clientCount).toBe(2));
    const refused = await rawRequest(door.port, 'GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: 'QUEUE_FULL' } });
    const counted = settings.counters.get('live_trace_live_clients_refused', {
      extension: 'dashboard',
      limit: 'sse_clients_max',
    });
    expect(counted).toBe(1);
    pages[0]?.socket.destroy();
    await eventually(() => expect(live.clientCount).toBe(1));
    const page = listen();
    await eventually(() => expect(page.text).toContain('200 OK'));
  });

  it('cuts off a page that stopped reading, and nobody else', async () => {
    const { listen, store, clock, live, settings } = await open({ clientBufferBytesMax: 64 * 1024 });
    const stuck = listen();
    const page = listen();
    await eventually(() => expect(live.clientCount).toBe(2));
    stuck.socket.pause();
    // The machine's own socket buffers take some megabytes before anything waits here.
    for (let round = 0; round < 400 && live.clientCount === 2; round++) {
      store(...Array.from({ length: 150 }, (_, index) => `${round}-${index}-${'x'.repeat(1000)}`));
      await clock.advance(250);
      const last = `"${round}-149-`;
      await eventually(() => expect(page.text).toContain(last));
      page.text = '';
    }
    expect(live.clientCount).toBe(1);
    const counted = settings.counters.get('live_trace_live_clients_cut', {
      extension: 'dashboard',
      limit: 'sse_client_buffer_max',
    });
    expect(counted).toBe(1);
    expect(page.closed).toBe(false);
  });

  it('ends every stream at shutdown, so that the door closes at once', async () => {
    const { listen, live, door, clock } = await open();
    const page = listen();
    await eventually(() => expect(live.clientCount).toBe(1));
    live.close();
    await door.close();
    await eventually(() => expect(page.closed).toBe(true));
    expect(page.text).toContain('\r\n0\r\n\r\n');
    expect(clock.waiting).toBe(0);
  });
});
