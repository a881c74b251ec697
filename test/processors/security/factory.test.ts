/** The checks as a processor: rows, the findings that they make and take back, and what is kept of a session. */
import { describe, expect, it } from 'vitest';

import type { AgentRun } from '../../../processors/processor.ts';
import { checks } from '../../../processors/security/checks/index.ts';
import { securityConfig } from '../../../processors/security/config.ts';
import { describeChecks } from '../../../processors/security/describe-checks.ts';
import { securityProcessor } from '../../../processors/security/factory.ts';
import { decodeSession } from '../../../processors/security/session-bytes.ts';
import type { SessionNumbers } from '../../../processors/session-numbers.ts';
import { DEFAULT_BEHAVIORAL_CONFIG } from '../../../processors/behavioral/config.ts';
import { buildBehavioral, buildSessions, measured } from '../../support/check-tester.ts';
import { readCompleted, storeRecording } from '../../support/completed-sessions.ts';

const config = securityConfig.parse({});

function keptOf(given: readonly Partial<SessionNumbers>[]): Map<string, Uint8Array> {
  return new Map(
    buildSessions(given).map((numbers, at) => [
      numbers.sessionId,
      new TextEncoder().encode(JSON.stringify({ numbers, endedMs: 1000 + at })),
    ]),
  );
}

function run(given: Partial<AgentRun<unknown>>, settings: Partial<typeof config> = {}) {
  const earlier = { behavioral: null, pii: null };
  return securityProcessor.analyzeAgent(
    { agentId: 'desk', state: null, memory: null, added: new Map(), removedIds: [], earlier, nowMs: 0, ...given },
    { ...config, ...settings },
  );
}

const largestCalls = [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), totalTokens: 9 }];

describe('a check that found something', () => {
  const found = run({ added: keptOf([{ totalTokens: 60_000, largestCalls }, { totalTokens: 50_000 }]) });

  it('is a finding that says what was measured, against what, and where it is to be seen', () => {
    expect(found.findings).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        checkId: 'RESOURCE_001_TOKEN_BOUNDS',
        title: 'Token Budget Usage',
        severity: 'critical',
        category: 'RESOURCE_MANAGEMENT',
        agentId: 'desk',
        sessionId: null,
        explanation:
          'Expected: No session takes more tokens than the limit. Measured: 1 violation where session_tokens_max is 50000.',
        evidence: [
          {
            sessionId: 'session-0000',
            traceId: 'a'.repeat(32),
            spanId: 'b'.repeat(16),
            field: 'tokens',
            start: null,
            end: null,
            excerpt: null,
            hash: null,
          },
        ],
        recommendation: 'Enforce a limit of 50,000 tokens a session: the largest took 60,000.',
        frameworks: checks[0]?.frameworks,
        ruleVersion: '1',
        inputHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    ]);
  });

  it('keeps its id, has another for another agent, and another hash for another input', () => {
    const again = run({ added: keptOf([{ totalTokens: 60_001 }]) }).findings[0];
    expect(again?.id).toBe(found.findings[0]?.id);
    expect(again?.inputHash).not.toBe(found.findings[0]?.inputHash);
    const other = run({ agentId: 'other', added: keptOf([{ totalTokens: 60_000 }]) }).findings[0];
    expect(other?.id).not.toBe(found.findings[0]?.id);
  });

  it('clears what passed, and nothing that could not be judged', () => {
    const ids = new Map(
      checks.map(({ id }) => {
        const flagged = run({ added: keptOf([{ totalTokens: 60_000 }]) }).findings.find(
          ({ checkId }) => checkId === id,
        );
        return [id, flagged?.id];
      }),
    );
    const mended = run({ added: keptOf([{}]) });
    expect(mended.findings).toEqual([]);
    expect(mended.clearedFindingIds).toContain(ids.get('RESOURCE_001_TOKEN_BOUNDS'));
    const passed = mended.checks.filter(({ status }) => status === 'passed');
    expect(mended.clearedFindingIds).toHaveLength(passed.length);
    expect(passed.length).toBeLessThan(8);
    expect(run({}).clearedFindingIds).toEqual([]);
  });

  it('that names no session points at the newest ones, no more than may be', () => {
    const many = Array.from({ length: 5 }, () => ({ models: ['gpt-4o'] }));
    const { findings } = run({ added: keptOf(many) }, { evidence_sessions_max: 2 });
    expect(findings).toMatchObject([
      { checkId: 'ENV_001_CONSISTENT_MODEL', evidence: [{ sessionId: 'session-0004' }, { sessionId: 'session-0003' }] },
    ]);
  });

  it('of behaviour is medium for a warning, and points at the outliers', () => {
    const behavioral = buildBehavioral({
      outlierIds: ['session-0001'],
      outlierRate: measured('warning', 0.5, 0.2),
    });
    const { findings } = run({ added: keptOf([{}, {}]), earlier: { behavioral, pii: null } });
    expect(findings).toMatchObject([
      {
        checkId: 'BEHAV_002_OUTLIER_RATE',
        severity: 'medium',
        evidence: [{ sessionId: 'session-0001' }],
        explanation: 'Expected: Few sessions act like no other. Measured: 50% outliers where the threshold is 0.2.',
      },
    ]);
  });
});

describe('its state', () => {
  it('takes what is new, forgets what left, and is the same as all at once', () => {
    const all = keptOf([{ totalTokens: 60_000 }, { models: ['gpt-4o'] }, {}]);
    const [one, two, three] = [...all];
    const first = run({ added: new Map([one!, two!]) });
    const second = run({ state: first.state, added: new Map([three!]), removedIds: [one![0]] });
    const whole = run({ added: new Map([two!, three!]) });
    expect(second.checks).toEqual(whole.checks);
    expect(second.findings).toEqual(whole.findings);
    expect(run({ state: first.state }).checks, 'a run does not change the state it was given').toEqual(first.checks);
  });

  it('holds the newest sessions, and leaves out what cannot be read', () => {
    const many = keptOf([{ totalTokens: 60_000 }, {}, {}]);
    expect(run({ added: many }, { window_sessions_max: 2 }).findings).toEqual([]);
    expect(run({ added: new Map([['x', Uint8Array.of(1, 2)]]) }).checks[0]?.status).toBe('insufficient_data');
  });
});

describe('what is kept of a session', () => {
  it('names the models that were asked for, the tools, and the largest calls by their spans', async () => {
    const { store, sessionIds } = await storeRecording('otel-openai');
    const numbers = await Promise.all(
      sessionIds.map(async (id) => {
        const session = await readCompleted(store, id);
        return { session, kept: decodeSession(securityProcessor.analyzeSession(session, config))?.numbers };
      }),
    );
    expect(numbers.flatMap(({ kept }) => kept?.largestCalls ?? []).length).toBeGreaterThan(0);
    expect(new Set(numbers.flatMap(({ kept }) => kept?.models ?? [])).size).toBeGreaterThan(0);
    for (const { session, kept } of numbers) {
      const asked = session.spans.flatMap(({ requestedModel }) => requestedModel ?? []);
      expect(kept?.models).toEqual([...new Set(asked)].toSorted());
      const spanIds = new Set(session.spans.map(({ span }) => span.spanId));
      for (const { spanId } of kept?.largestCalls ?? []) expect(spanIds).toContain(spanId);
    }
  });
});

describe('the definitions', () => {
  it('are sixteen, with their thresholds as configured and the names of what frameworks list', () => {
    const definitions = describeChecks({ ...config, session_tokens_max: 7 }, DEFAULT_BEHAVIORAL_CONFIG);
    expect(definitions).toHaveLength(16);
    expect(definitions[0]).toMatchObject({
      id: 'RESOURCE_001_TOKEN_BOUNDS',
      thresholds: { session_tokens_max: 7 },
      framework_names: { 'LLM10:2025': 'Unbounded Consumption', ASI08: 'Cascading Failures' },
    });
    expect(definitions.find(({ id }) => id === 'BEHAV_001_STABILITY_SCORE')?.thresholds).toEqual({
      stability_min: 0.8,
    });
    for (const { frameworks, framework_names: names } of definitions) {
      for (const id of [...frameworks.owasp_llm, ...frameworks.owasp_agentic]) expect(names).toHaveProperty([id]);
    }
  });
});
