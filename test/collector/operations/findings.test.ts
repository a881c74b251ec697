/** Findings as the operations answer them, what people say of them, and where they show. */
import { beforeEach, describe, expect, it } from 'vitest';

import type { Notices } from '../../../collector/bus.ts';
import { getFinding } from '../../../collector/operations/get-finding.ts';
import { getSession } from '../../../collector/operations/get-session.ts';
import { getSpan } from '../../../collector/operations/get-span.ts';
import { listFindings } from '../../../collector/operations/list-findings.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import { updateFinding } from '../../../collector/operations/update-finding.ts';
import { buildAnalysis, findingIdOf, sessionFinding } from '../../support/report-builder.ts';
import { agent, BEGIN_MS, chat, spanIdOf, traceIdOf } from '../../support/span-builder.ts';
import { ask, buildStore, type BuiltStore } from '../../support/store-builder.ts';

const LOUD = findingIdOf('support', 'RESOURCE_001_TOKEN_BOUNDS');
const LOOP = findingIdOf('support', 'SEC_LOOP', 's1');
const HOSTILE = '<img src=x onerror=alert(1)>\u0000\u202e';

let built: BuiltStore;
let notices: Notices['findings.stored'][];

beforeEach(async () => {
  built = buildStore();
  notices = [];
  built.bus.subscribe('findings.stored', (notice) => void notices.push(notice));
  for (const id of ['s1', 's2', '__proto__']) {
    await built.write([
      agent({ trace: id, id: 'root', agent: 'support', attributes: { 'session.id': id } }),
      chat({ trace: id, id: 'llm', parent: 'root', start: 10 }),
    ]);
  }
  await built.write([
    agent({
      trace: 'o1',
      id: 'root',
      agent: '__proto__',
      attributes: { 'session.id': 'o1', 'gen_ai.agent.id': '__proto__' },
    }),
  ]);
  await built.store.completeSessions(['s1', 's2', '__proto__', 'o1'], Number.MAX_SAFE_INTEGER, BEGIN_MS);
  await built.store.writeAnalysis(
    buildAnalysis({
      id: 'analysis_1',
      agentId: 'support',
      at: 1000,
      sessions: [
        {
          sessionId: 's1',
          totalTokens: 60_000,
          largestCalls: [{ traceId: traceIdOf('s1'), spanId: spanIdOf('llm'), totalTokens: 60_000 }],
        },
        { sessionId: '__proto__', totalTokens: 60_000 },
      ],
      findings: [
        sessionFinding('support', 's1', {
          traceId: traceIdOf('s1'),
          spanId: spanIdOf('llm'),
          title: HOSTILE,
          excerpt: HOSTILE,
        }),
      ],
    }),
  );
  await built.store.writeAnalysis(
    buildAnalysis({
      id: 'analysis_2',
      agentId: '__proto__',
      at: 2000,
      sessions: [{ sessionId: 'o1', toolUses: 51 }],
    }),
  );
});

const idsOf = (answer: { findings: readonly { id: string }[] }) => answer.findings.map(({ id }) => id);

describe('list_findings', () => {
  it('answers the one seen last first, with the sessions and the agent that it is about', async () => {
    const answer = await ask(listFindings, {}, built.context);
    expect(answer.findings[0]).toMatchObject({ agent_id: '__proto__', check_id: 'RESOURCE_002_TOOL_CALL_BOUNDS' });
    expect(answer.total_count).toBe(answer.findings.length);
    expect(answer.findings.find(({ id }) => id === LOUD)).toMatchObject({
      check_id: 'RESOURCE_001_TOKEN_BOUNDS',
      severity: 'critical',
      category: 'RESOURCE_MANAGEMENT',
      session_id: null,
      session_ids: ['s1', '__proto__'],
      agent_id: 'support',
      agent_name: 'support',
      created_at: new Date(BEGIN_MS + 1000).toISOString(),
      updated_at: new Date(BEGIN_MS + 1000).toISOString(),
      status: 'open',
      status_reason: null,
      status_changed_at: null,
      frameworks: { owasp_llm: ['LLM10:2025'], cwe: ['CWE-770'] },
      analysis_id: 'analysis_1',
    });
    expect(answer.findings.find(({ id }) => id === LOOP)).toMatchObject({
      title: HOSTILE,
      session_id: 's1',
      evidence: [
        { session_id: 's1', trace_id: traceIdOf('s1'), span_id: spanIdOf('llm'), excerpt: HOSTILE, start: null },
      ],
    });
  });

  it.each([
    [{ agent_id: '__proto__' }, ({ agent_id }: { agent_id: string }) => agent_id === '__proto__'],
    [{ check_id: 'SEC_LOOP' }, ({ id }: { id: string }) => id === LOOP],
    [{ severity: 'critical' }, ({ severity }: { severity: string }) => severity === 'critical'],
    [{ session_id: '__proto__' }, ({ session_ids }: { session_ids: string[] }) => session_ids.includes('__proto__')],
    [{ session_id: 's2' }, () => false],
    [{ status: 'muted' }, () => false],
    [
      { from: new Date(BEGIN_MS + 2000).toISOString() },
      ({ agent_id }: { agent_id: string }) => agent_id === '__proto__',
    ],
    [{ to: new Date(BEGIN_MS + 2000).toISOString() }, ({ agent_id }: { agent_id: string }) => agent_id === 'support'],
    [{ agent_id: 'constructor' }, () => false],
  ])('filters by %j', async (params, isWanted) => {
    const all = await ask(listFindings, {}, built.context);
    const answer = await ask(listFindings, params, built.context);
    expect(idsOf(answer)).toEqual(idsOf({ findings: all.findings.filter(isWanted) }));
    expect(answer.total_count).toBe(answer.findings.length);
  });

  it('pages by cursor each finding once, whatever comes meanwhile', async () => {
    for (let index = 0; index < 20; index++) {
      await built.store.writeAnalysis(
        buildAnalysis({
          id: `more_${index}`,
          agentId: 'support',
          at: 3000 + Math.floor(index / 5),
          checks: null,
          findings: [{ ...sessionFinding('support', 's2'), id: findingIdOf('support', 'SEC_LOOP', String(index)) }],
        }),
      );
    }
    const before = idsOf(await ask(listFindings, {}, built.context));
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await ask(listFindings, { limit: '3', ...(cursor && { cursor }) }, built.context);
      seen.push(...idsOf(page));
      cursor = page.next_cursor;
      await built.store.writeAnalysis(
        buildAnalysis({
          id: `new_${seen.length}`,
          agentId: 'support',
          at: 9000 + seen.length,
          checks: null,
          findings: [{ ...sessionFinding('support', 's2'), id: findingIdOf('support', 'NEW', String(seen.length)) }],
        }),
      );
    }
    expect(seen).toEqual(before);
  });

  it.each([
    [{ severity: 'bad' }, 'parameter severity: '],
    [{ severity: 'critical,high' }, 'parameter severity: '],
    [{ status: 'closed' }, 'parameter status: '],
    [{ from: 'today' }, 'parameter from: expected an ISO 8601 time'],
    [{ limit: '501' }, 'parameter limit: '],
    [{ cursor: "1_1' OR 1=1" }, 'parameter cursor: '],
    [{ agent_id: 'x'.repeat(1001) }, 'parameter agent_id: '],
    [{ q: 'x' }, 'unknown parameter "q"'],
  ])('refuses %j', async (params, message) => {
    await expect(ask(listFindings, params, built.context)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('get_finding', () => {
  it('answers one, and does not know another', async () => {
    expect((await ask(getFinding, { id: LOOP }, built.context)).check_id).toBe('SEC_LOOP');
    for (const id of ['__proto__', 'x'.repeat(1000), HOSTILE])
      await expect(ask(getFinding, { id }, built.context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('update_finding', () => {
  it('keeps who said what, through later runs, and tells the pages', async () => {
    const muted = await ask(updateFinding, { id: LOOP, status: 'muted', reason: `  ${HOSTILE}  ` }, built.context);
    expect(muted).toMatchObject({
      status: 'muted',
      status_reason: HOSTILE,
      status_changed_at: new Date(built.clock.nowMs()).toISOString(),
    });
    expect(notices).toEqual([{ agentIds: ['support'], sessionIds: ['s1'] }]);
    await built.store.writeAnalysis(
      buildAnalysis({
        id: 'analysis_3',
        agentId: 'support',
        at: 5000,
        checks: null,
        findings: [sessionFinding('support', 's1')],
      }),
    );
    expect(await ask(getFinding, { id: LOOP }, built.context)).toMatchObject({
      status: 'muted',
      status_reason: HOSTILE,
      analysis_id: 'analysis_3',
    });
    const opened = await ask(updateFinding, { id: LOOP, status: 'open' }, built.context);
    expect(opened).toMatchObject({ status: 'open', status_reason: null });
  });

  it.each([
    [{ status: 'muted' }, 'parameter reason: say why it is muted'],
    [{ status: 'resolved', reason: ' \n ' }, 'parameter reason: say why it is resolved'],
    [{ status: 'resolved', reason: null }, 'parameter reason: say why it is resolved'],
    [{ status: 'resolved', reason: 'x'.repeat(501) }, 'parameter reason: '],
    [{ status: 'muted', reason: 5 }, 'parameter reason: '],
    [{ status: 'closed', reason: 'x' }, 'parameter status: '],
    [{ reason: 'x' }, 'parameter status: '],
    [{ status: 'open', severity: 'low' }, 'unknown parameter "severity"; this takes id, status, reason'],
  ])('refuses %j and changes nothing', async (change, message) => {
    await expect(ask(updateFinding, { id: LOOP, ...change }, built.context)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(message) as unknown,
    });
    expect((await ask(getFinding, { id: LOOP }, built.context)).status).toBe('open');
    expect(notices).toEqual([]);
  });

  it('takes 500 characters, and half a character pair as what it is', async () => {
    const reason = `${'x'.repeat(499)}\ud83d`;
    const { status_reason } = await ask(updateFinding, { id: LOOP, status: 'resolved', reason }, built.context);
    expect(status_reason).toBe(`${'x'.repeat(499)}\ufffd`);
  });

  it('does not know a finding that is not there', async () => {
    const change = { status: 'muted', reason: 'noise' };
    for (const id of ['nobody', '__proto__', 'x'.repeat(1000)])
      await expect(ask(updateFinding, { id, ...change }, built.context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(notices).toEqual([]);
  });
});

describe('where findings show', () => {
  it('a timeline names the open findings of each span, and the span has all of them', async () => {
    const llm = async () => (await ask(getSession, { id: 's1' }, built.context)).timeline.at(-1)?.finding_ids;
    expect((await ask(getSession, { id: 's1' }, built.context)).timeline[0]?.finding_ids).toEqual([]);
    expect(new Set(await llm())).toEqual(new Set([LOUD, LOOP]));
    await ask(updateFinding, { id: LOOP, status: 'muted', reason: 'known' }, built.context);
    expect(await llm()).toEqual([LOUD]);
    const span = await ask(getSpan, { id: 's1', span_id: spanIdOf('llm') }, built.context);
    expect(new Map(span.findings.map(({ id, status }) => [id, status]))).toEqual(
      new Map([
        [LOUD, 'open'],
        [LOOP, 'muted'],
      ]),
    );
    expect(span.item.finding_ids).toEqual([LOUD]);
    // The same span id in another session, and a session that is named as a whole.
    expect((await ask(getSpan, { id: 's2', span_id: spanIdOf('llm') }, built.context)).findings).toEqual([]);
    expect((await ask(getSpan, { id: '__proto__', span_id: spanIdOf('llm') }, built.context)).findings).toEqual([]);
  });

  it('sessions count open findings and are found by them', async () => {
    const counts = { critical: 1, high: 1, medium: 0, low: 0 };
    expect((await ask(getSession, { id: 's1' }, built.context)).session.finding_counts).toMatchObject(counts);
    const found = async (params: Record<string, string>) =>
      (await ask(listSessions, params, built.context)).sessions.map(({ id }) => id).sort();
    expect(await found({ has_findings: 'true' })).toEqual(['__proto__', 'o1', 's1']);
    expect(await found({ has_findings: 'false' })).toEqual(['s2']);
    expect(await found({ severity: 'high' })).toEqual(['s1']);
    expect(await found({ severity: 'high,critical', agent_id: 'support' })).toEqual(['__proto__', 's1']);
    expect(await found({ severity: '-high', has_findings: 'true' })).toEqual(['__proto__', 'o1']);
    await ask(updateFinding, { id: LOOP, status: 'resolved', reason: 'mended' }, built.context);
    expect(await found({ severity: 'high' })).toEqual([]);
    await expect(found({ has_findings: 'yes' })).rejects.toThrow('parameter has_findings: expected true or false');
    await expect(found({ severity: 'bad' })).rejects.toThrow('parameter severity: Invalid option');
  });

  it('sessions are found by their pattern', async () => {
    await built.store.writeAnalysis(
      buildAnalysis({
        id: 'analysis_4',
        agentId: 'support',
        at: 6000,
        checks: null,
        clusterIds: new Map([
          ['s1', 'cluster_1'],
          ['s2', 'cluster_2'],
        ]),
      }),
    );
    const { sessions } = await ask(listSessions, { cluster_id: 'cluster_1' }, built.context);
    expect(sessions).toMatchObject([{ id: 's1', cluster_id: 'cluster_1' }]);
    const others = await ask(listSessions, { cluster_id: '-cluster_1', agent_id: 'support' }, built.context);
    expect(others.sessions.map(({ id }) => id).sort()).toEqual(['__proto__', 's2']);
  });
});
