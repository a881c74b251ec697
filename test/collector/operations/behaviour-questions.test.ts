/** Questions about behaviour: which are asked of the analyses' thread, and what is said where it has no answer. */
import { beforeEach, describe, expect, it } from 'vitest';

import type { Analyzer, BehaviourAnswer, BehaviourQuestion } from '../../../collector/analysis/analyzer.ts';
import type {
  CompareSessionsAnswer,
  CompareVersionsAnswer,
  ExplainAnswer,
  ListVersionsAnswer,
  StepsAnswer,
} from '../../../collector/analysis/behaviour-answers.ts';
import { CollectorError } from '../../../collector/errors.ts';
import { compareSessions } from '../../../collector/operations/compare-sessions.ts';
import { compareVersions } from '../../../collector/operations/compare-versions.ts';
import { getSessionOutlier } from '../../../collector/operations/get-session-outlier.ts';
import { listAgentVersions } from '../../../collector/operations/list-agent-versions.ts';
import type { OperationContext } from '../../../collector/operations/operation.ts';
import { agent, BEGIN_MS, spanIdOf, traceIdOf } from '../../support/span-builder.ts';
import { ask, buildStore, type BuiltStore } from '../../support/store-builder.ts';

let built: BuiltStore;
let asked: BehaviourQuestion[];

beforeEach(async () => {
  built = buildStore();
  asked = [];
  for (const id of ['s1', 's2', '__proto__'])
    await built.write([agent({ trace: id, id: 'root', agent: 'support', attributes: { 'session.id': id } })]);
  await built.store.completeSessions(['s1', '__proto__'], Number.MAX_SAFE_INTEGER, BEGIN_MS);
});

function answering(answer: object | null | CollectorError): OperationContext {
  const analyzer: Analyzer = {
    start: async () => {},
    analyze: async () => ({ ok: false, failure: 'not asked for' }),
    ask: async (question) => {
      asked.push(question);
      if (answer instanceof CollectorError) throw answer;
      return answer as BehaviourAnswer;
    },
    close: async () => {},
  };
  return { ...built.context, analyzer, analyses: [{ type: 'behavioral', config: {} }] };
}

function stepsOf(id: string): StepsAnswer {
  const step = { provenance: 'U', failed: false, duration_ms: 12.5, turn: 1, trace_id: traceIdOf(id), span_id: null };
  return { session_id: id, version: null, steps: [{ name: 'lookup', ...step }], steps_left_out: 0 };
}

const DIVERGENCE = {
  step: 0,
  actual: 'lookup/U',
  expected: [{ step: null, share: 1 }],
  probability: null,
  disagreement: 1,
  neighbour_session_id: 's1',
  similarity: 0.25,
  is_cut: false,
  trace_id: traceIdOf('s1'),
  span_id: spanIdOf('root'),
};

const EXPLAINED: ExplainAnswer = {
  agent_id: 'support',
  session_id: 's1',
  outlier: {
    session_id: 's1',
    anomaly_score: 1.5,
    severity: 'low',
    cluster_id: null,
    nearest_cluster_id: 'cluster_1',
    distance_to_nearest_centroid: 0.7,
    primary_causes: ['follows none of the patterns'],
    recommendations: ['Look at it.'],
    tool_analysis: { unique_tools: [], missing_common_tools: ['refund'] },
    resource_analysis: { token_usage: 'usual' },
    temporal_analysis: { duration: 'excessive' },
    causes: [{ kind: 'no_pattern', text: 'follows none of the patterns', value: 0.3, baseline: 0.3, step: null }],
    score: {
      level: 'insufficient_data',
      probability: 0.5,
      length_probability: 1,
      compared_with: 1,
      surprisal_bits: 0,
      uncovered: 0,
      tool_calls: 1,
    },
  },
  divergence: DIVERGENCE,
  steps: stepsOf('s1'),
};

const VERSIONS: ListVersionsAnswer = {
  agent_id: 'support',
  versions: [
    {
      version: '1.2',
      sessions: 3,
      first_ended: new Date(BEGIN_MS).toISOString(),
      last_ended: new Date(BEGIN_MS).toISOString(),
    },
  ],
  unversioned_sessions: 2,
};

const COMPARED: CompareVersionsAnswer = {
  agent_id: 'support',
  status: 'compared',
  older: { version: '1', sessions: 20, compared: 20 },
  newer: { version: '2', sessions: 21, compared: 21 },
  tests: [{ family: 'tools', probability: 0.001, adjusted_probability: 0.007, is_significant: true }],
  changes: [
    {
      family: 'tools',
      subject: 'refund',
      adjusted_probability: 0.007,
      older: 0.1,
      newer: 0.9,
      sentence: 'More refunds.',
    },
  ],
  facts: [],
  sentences: ['More refunds.'],
};

describe('what is asked', () => {
  it('why a session is unusual', async () => {
    expect(await ask(getSessionOutlier, { id: 's1' }, answering(EXPLAINED))).toEqual(EXPLAINED);
    expect(asked).toEqual([{ type: 'explain', agentId: 'support', sessionId: 's1' }]);
  });

  it('two sessions side by side', async () => {
    const answer: CompareSessionsAnswer = {
      a: stepsOf('s1'),
      b: stepsOf('__proto__'),
      similarity: 0.25,
      divergence: { ...DIVERGENCE, probability: 0.5 },
    };
    expect(await ask(compareSessions, { a: 's1', b: '__proto__' }, answering(answer))).toMatchObject({
      a: { id: 's1', agent_id: 'support' },
      b: { id: '__proto__' },
      steps: { a: stepsOf('s1'), b: stepsOf('__proto__') },
      similarity: 0.25,
      divergence: { step: 0, probability: 0.5 },
    });
    expect(asked).toEqual([{ type: 'compare-sessions', sessionIds: ['s1', '__proto__'] }]);
  });

  it('which versions there are, and what changed between two', async () => {
    expect(await ask(listAgentVersions, { id: 'support' }, answering(VERSIONS))).toEqual(VERSIONS);
    const params = { id: 'support', older: '1', newer: '__proto__' };
    expect(await ask(compareVersions, params, answering(COMPARED))).toEqual(COMPARED);
    expect(asked).toEqual([
      { type: 'list-versions', agentId: 'support' },
      { type: 'compare-versions', agentId: 'support', older: '1', newer: '__proto__' },
    ]);
  });
});

describe('where there is no answer', () => {
  const questions = [
    ['get_session_outlier', getSessionOutlier, { id: 's1' }, 'not among those that the analysis of its agent looks at'],
    ['get_session_outlier', getSessionOutlier, { id: 's2' }, 'the session is not completed yet'],
    ['compare_sessions', compareSessions, { a: 's1', b: 's2' }, 'only completed sessions can be compared'],
    ['list_agent_versions', listAgentVersions, { id: 'support' }, 'the agent has no completed session'],
    ['compare_versions', compareVersions, { id: 'support', older: '1', newer: '2' }, 'has no completed session'],
  ] as const;

  it.each(questions)('%s says 404 and why', async (_name, operation, params, message) => {
    const answer = operation.answer(new Map(Object.entries(params)), answering(null));
    await expect(answer).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(message) as unknown,
    });
  });

  it.each(questions)('%s says what to configure', async (_name, operation, params) => {
    const withoutIt = { ...answering(EXPLAINED), analyses: [{ type: 'security', config: {} }] };
    for (const context of [built.context, withoutIt, { ...answering(EXPLAINED), analyzer: null }]) {
      await expect(operation.answer(new Map(Object.entries(params)), context)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: 'nothing analyses behaviour here: service.pipelines.sessions needs the processor behavioral',
      });
    }
    expect(asked).toEqual([]);
  });

  it.each(questions)('%s hands on that it takes too long', async (_name, operation, params) => {
    const late = answering(new CollectorError('QUEUE_FULL', 'took longer than agent_timeout'));
    await expect(operation.answer(new Map(Object.entries(params)), late)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  });

  it.each([
    [getSessionOutlier, { id: 'x'.repeat(1000) }],
    [compareSessions, { a: 'constructor', b: 's1' }],
    [compareSessions, { a: 's1', b: '<script>' }],
    [listAgentVersions, { id: '__proto__' }],
    [compareVersions, { id: 'nobody', older: '1', newer: '2' }],
  ])('does not ask about what is not there', async (operation, params) => {
    const answer = operation.answer(new Map(Object.entries(params)), answering(EXPLAINED));
    await expect(answer).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(asked).toEqual([]);
  });

  it.each([
    [compareSessions, { a: 's1' }, 'parameter b: '],
    [compareVersions, { id: 'support', older: '1' }, 'parameter newer: '],
    [getSessionOutlier, { id: 's1', limit: '1' }, 'unknown parameter "limit"'],
  ])('refuses questions that are not whole', async (operation, params, message) => {
    const answer = operation.answer(new Map(Object.entries(params)), answering(EXPLAINED));
    await expect(answer).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(message) as unknown,
    });
  });
});
