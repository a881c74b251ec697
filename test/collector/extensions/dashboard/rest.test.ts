/** REST over a real socket: true statuses, JSON errors, nothing cached. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Analyzer } from '../../../../collector/analysis/analyzer.ts';
import { openDoor, type Door } from '../../../../collector/doors/open-door.ts';
import { SECURITY_HEADERS } from '../../../../collector/extensions/dashboard/headers.ts';
import { registerRest } from '../../../../collector/extensions/dashboard/rest.ts';
import { CollectorError } from '../../../../collector/errors.ts';
import { OPERATIONS } from '../../../../collector/operations/index.ts';
import type { OperationContext } from '../../../../collector/operations/operation.ts';
import { buildAnalysis, findingIdOf, sessionFinding } from '../../../support/report-builder.ts';
import { doorConfigOf } from '../../../support/door-config.ts';
import { rawRequest } from '../../../support/raw-request.ts';
import { agent, chat, spanIdOf, traceIdOf } from '../../../support/span-builder.ts';
import { buildStore } from '../../../support/store-builder.ts';
import { testSettings } from '../../../support/test-settings.ts';

const LONG_ID = `${'\u20ac'.repeat(190)}/a?b#c%20`;
const FINDING = findingIdOf('other', 'SEC_LOOP', traceIdOf('t2'));
const NOBODY_KNOWS: Analyzer = {
  start: async () => {},
  analyze: async () => ({ ok: false, failure: 'not asked for' }),
  ask: async () => null,
  close: async () => {},
};
const settings = testSettings();
let door: Door;
let context: OperationContext;
let write: ReturnType<typeof buildStore>['write'];

beforeAll(async () => {
  const built = buildStore();
  await built.write([
    agent({ trace: 't1', id: 'root', agent: 'support/eu', attributes: { 'session.id': LONG_ID } }),
    chat({ trace: 't1', id: 'llm', parent: 'root', start: 10 }),
  ]);
  await built.write([chat({ trace: 't2', id: 'llm' })], { service: 'other' });
  await built.store.writeAnalysis(
    buildAnalysis({ id: 'analysis_1', agentId: 'other', at: 0, findings: [sessionFinding('other', traceIdOf('t2'))] }),
  );
  ({ write } = built);
  context = { ...built.context, analyses: [{ type: 'behavioral', config: {} }], analyzer: NOBODY_KNOWS };
  door = await openDoor({
    name: 'dashboard',
    config: doorConfigOf(),
    settings,
    headers: SECURITY_HEADERS,
    routes: (app) => registerRest(app, OPERATIONS, context),
  });
});

afterAll(() => door.close(0));

async function get(path: string, method = 'GET') {
  const { status, headers, body } = await rawRequest(
    door.port,
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  );
  return {
    status,
    headers,
    json: body === '' ? null : (JSON.parse(Buffer.from(body, 'latin1').toString()) as unknown),
  };
}

describe('the REST door', () => {
  const paths = [
    '/health',
    '/api/dashboard',
    '/api/agents',
    '/api/agent/other',
    '/api/sessions?limit=1&agent_id=other',
    `/api/session/${traceIdOf('t2')}`,
    `/api/session/${traceIdOf('t2')}/span/${spanIdOf('llm')}`,
    '/api/agent/other/security-checks',
    '/api/agent/other/analyses',
    '/api/security-checks?agent_id=other',
    '/api/security-check-definitions',
    '/api/findings?limit=1',
    `/api/finding/${FINDING}`,
    '/api/search?q=x',
    '/api/overview?step=1h',
    '/api/pipeline',
    '/api/coverage?limit=100',
    '/api/openapi.json',
  ];

  it.each(paths)('answers %s as JSON that nobody keeps', async (path) => {
    const { status, headers, json } = await get(path);
    expect(status).toBe(200);
    expect(json).not.toBeNull();
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('opens what has a name of any length, and keeps two long names two', async () => {
    const hostile = ['a'.repeat(300), '€'.repeat(5000), '🙂'.repeat(1001), `../${'%2e/'.repeat(500)}`, 'x'.repeat(1e6)];
    for (const [index, name] of hostile.entries()) {
      const names = [`${name}1`, `${name}2`];
      for (const [turn, long] of names.entries()) {
        const attributes = {
          'session.id': long,
          'user.id': long,
          'gen_ai.agent.id': long,
          'gen_ai.agent.name': long,
          'gen_ai.request.model': long,
          'gen_ai.tool.name': long,
        };
        // Once by its span, once by nothing but its service.
        await write([chat({ trace: `long${index}${turn}`, id: 'llm', attributes })]);
        await write([chat({ trace: `service${index}${turn}`, id: 'llm' })], { service: `service ${long}` });
      }
    }
    const { agents } = (await get('/api/agents')).json as { agents: { id: string; name: string }[] };
    const long = agents.filter(({ id }) => id.length > 150);
    expect(new Set(long.map(({ id }) => id)).size).toBe(4 * hostile.length);
    for (const { id, name } of long) {
      expect(Math.max(id.length, name.length)).toBeLessThanOrEqual(200);
      expect(id.isWellFormed()).toBe(true);
      const one = await get(`/api/agent/${encodeURIComponent(id)}`);
      expect(one).toMatchObject({ status: 200, json: { agent: { id, total_sessions: 1 } } });
      const list = await get(`/api/sessions?agent_id=${encodeURIComponent(id.replaceAll(/[\\,-]/g, '\\$&'))}`);
      const { sessions } = list.json as { sessions: { id: string; user_id: string | null }[] };
      expect(sessions).toHaveLength(1);
      const session = encodeURIComponent(sessions[0]?.id ?? '');
      const timeline = await get(`/api/session/${session}`);
      expect(timeline.status).toBe(200);
      const flags = name === id ? ['cut_identity'] : [];
      expect(timeline.json).toMatchObject({ timeline: [{ flags: id.startsWith('service ') ? [] : flags }] });
      expect((await get(`/api/session/${session}/span/${spanIdOf('llm')}`)).status).toBe(200);
      expect(sessions[0]?.user_id?.length ?? 0).toBeLessThanOrEqual(200);
    }
  });

  const questions = [
    `/api/session/${traceIdOf('t2')}/outlier`,
    `/api/compare?a=${traceIdOf('t2')}&b=${traceIdOf('t2')}`,
    '/api/agent/other/versions',
    '/api/agent/other/version-diff?older=1&newer=2',
  ];

  it.each(questions)('answers %s with 404 and the reason where there is nothing to say', async (path) => {
    const { status, json } = await get(path);
    expect(status).toBe(404);
    expect(json).toMatchObject({ error: { code: 'NOT_FOUND', message: expect.stringMatching(/complete/) as unknown } });
  });

  it('has a path in this test for every operation', () => {
    for (const { path } of OPERATIONS) {
      const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}(\\?.*)?$`);
      expect(
        [...paths, ...questions].some((one) => pattern.test(one)),
        path,
      ).toBe(true);
    }
  });

  it('answers HEAD without a body', async () => {
    const { status, headers, json } = await get('/api/dashboard', 'HEAD');
    expect([status, json]).toEqual([200, null]);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('takes ids with slashes and 200 letters of any script', async () => {
    const session = await get(`/api/session/${encodeURIComponent(LONG_ID)}`);
    expect(session).toMatchObject({ status: 200, json: { session: { id: LONG_ID } } });
    expect(await get(`/api/agent/${encodeURIComponent('support/eu')}`)).toMatchObject({ status: 200 });
    expect(await get(`/api/session/${encodeURIComponent(LONG_ID)}/span/${spanIdOf('llm')}`)).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['/api/session/nobody', 404, 'NOT_FOUND', 'there is no session with this id'],
    ['/api/agent/nobody', 404, 'NOT_FOUND', 'there is no agent with this id'],
    [`/api/session/nobody/span/${spanIdOf('llm')}`, 404, 'NOT_FOUND', 'there is no such span in this session'],
    ['/api/finding/nobody', 404, 'NOT_FOUND', 'there is no finding with this id'],
    ['/api/agent/nobody/security-checks', 404, 'NOT_FOUND', 'there is no agent with this id'],
    ['/api/nothing', 404, 'NOT_FOUND', 'nothing is served at this path'],
    ['/api/sessions?limit=9999', 400, 'INVALID_REQUEST', 'parameter limit: expected a whole number from 1 to 500'],
    ['/api/sessions?limit=1&limit=2', 400, 'INVALID_REQUEST', 'parameter limit: expected a whole number from 1 to 500'],
    ['/api/search?q=%22%20*', 400, 'INVALID_REQUEST', 'parameter q: has no word to search for'],
    ['/api/search?q=a&sort=x', 400, 'INVALID_REQUEST', 'unknown parameter "sort"; this takes q, limit, offset'],
    ['/api/search', 400, 'INVALID_REQUEST', 'parameter q: Invalid input: expected string, received undefined'],
    ['/api/dashboard?x=1', 400, 'INVALID_REQUEST', 'unknown parameter "x"; this takes no parameters'],
    ['/api/session/a?id=b', 400, 'INVALID_REQUEST', 'parameter id: stands in the path'],
    [
      '/api/sessions?__proto__=1',
      400,
      'INVALID_REQUEST',
      `unknown parameter "__proto__"; this takes agent_id, status, model, tool, user_id, session_source, tags, cluster_id, has_findings, severity, min_cost_usd, min_errors, min_duration_ms, from, to, q, sort, limit, offset, cursor`,
    ],
    ['/api/session/%ff', 400, 'INVALID_REQUEST', 'the request is malformed'],
  ])('answers %s with %i', async (path, status, code, message) => {
    expect(await get(path)).toMatchObject({ status, json: { error: { code, message } } });
  });

  it('names a strange parameter only as JSON', async () => {
    const { status, headers, json } = await get('/api/sessions?%3Cscript%3Ealert(1)%3C/script%3E=1');
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json).toMatchObject({ error: { message: expect.stringContaining('"<script>') as unknown } });
  });

  it('says of its own failures nothing but that they are its own', async () => {
    const broken = await openDoor({
      name: 'dashboard',
      config: doorConfigOf(),
      settings,
      routes: (app) =>
        registerRest(app, OPERATIONS, {
          ...context,
          get store(): never {
            throw new CollectorError('STORE_UNAVAILABLE', 'the store is busy');
          },
        }),
    });
    const answer = await rawRequest(broken.port, 'GET /api/agents HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    await broken.close(0);
  });
});

describe('a change', () => {
  const JSON_TYPE = 'application/json';
  async function patch(body: string, { path = `/api/finding/${FINDING}`, type = JSON_TYPE, more = '' } = {}) {
    const typed = type === '' ? '' : `Content-Type: ${type}\r\n`;
    const head = `PATCH ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${typed}${more}`;
    const answer = await rawRequest(door.port, `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    return { ...answer, json: JSON.parse(answer.body) as unknown };
  }
  const muted = JSON.stringify({ status: 'muted', reason: 'known' });
  const statusOf = async () => ((await get(`/api/finding/${FINDING}`)).json as { status: string }).status;

  it('is answered with what is then', async () => {
    const answer = await patch(muted, { type: 'application/json; charset=utf-8' });
    expect(answer).toMatchObject({ status: 200, json: { id: FINDING, status: 'muted', status_reason: 'known' } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await patch('{"status":"open"}')).json).toMatchObject({ status: 'open', status_reason: null });
    expect(await statusOf()).toBe('open');
  });

  it.each([
    ['{"status":"muted"}', {}, 400, 'parameter reason: say why it is muted'],
    ['', {}, 400, 'the body is not JSON'],
    ['{"status":', {}, 400, 'the body is not JSON'],
    ['[]', {}, 400, 'the body is not a JSON object'],
    ['null', {}, 400, 'the body is not a JSON object'],
    ['"muted"', {}, 400, 'the body is not a JSON object'],
    ['{"status":"open","__proto__":{"reason":"x"}}', {}, 400, 'unknown parameter "__proto__"'],
    ['{"status":"open","constructor":1}', {}, 400, 'unknown parameter "constructor"'],
    ['{"status":"open","id":"other"}', {}, 400, 'parameter id: stands in the path'],
    ['{"status":["muted"],"reason":"x"}', {}, 400, 'parameter status: '],
    [muted, { path: `/api/finding/${FINDING}?status=muted` }, 400, 'a change stands in the body, not in the query'],
    [muted, { path: '/api/finding/nobody' }, 404, 'there is no finding with this id'],
    [muted, { path: `/api/finding/${'x'.repeat(1001)}` }, 400, 'parameter id: '],
    [muted, { path: '/api/findings' }, 405, 'this path takes GET, HEAD only'],
    [muted, { type: 'text/plain' }, 415, 'a change is sent as application/json'],
    [muted, { type: 'application/x-www-form-urlencoded' }, 415, 'a change is sent as application/json'],
    [muted, { type: 'application/jsonp' }, 415, 'a change is sent as application/json'],
    [muted, { type: '' }, 415, 'a change is sent as application/json'],
    [`{"status":"muted","reason":"${'x'.repeat(17_000)}"}`, {}, 413, 'the body is larger than this door takes'],
    [muted, { more: 'Origin: http://evil.example\r\n' }, 403, 'requests from other origins are not served'],
    [muted, { more: 'Origin: null\r\n' }, 403, 'requests from other origins are not served'],
    [muted, { more: 'Sec-Fetch-Site: cross-site\r\n' }, 403, 'requests from other sites are not served'],
    [muted, { more: 'Sec-Fetch-Site: same-site\r\n' }, 403, 'requests from other sites are not served'],
  ])('%j is not taken as %j: %i', async (body, how, status, message) => {
    const answer = await patch(body, how);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error: { message: expect.stringContaining(message) as unknown } });
    expect(await statusOf()).toBe('open');
  });

  it('is taken from a page of this door', async () => {
    const more = `Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n`;
    expect((await patch('{"status":"open"}', { more })).status).toBe(200);
  });
});
