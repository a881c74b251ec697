/** What each check says, at and around its threshold (the boundary table of the reference system's thresholds is in here). */
import { expect, it } from 'vitest';

import { checks } from '../../../processors/security/checks/index.ts';
import type { Check } from '../../../processors/security/check.ts';
import type { BehavioralSummary, Measured } from '../../../processors/earlier-results.ts';
import {
  buildBehavioral,
  buildPii,
  checkTester,
  measured,
  type CheckCase,
  type CheckCases,
} from '../../support/check-tester.ts';

const tokens = (...values: number[]): CheckCase => ({ sessions: values.map((totalTokens) => ({ totalTokens })) });
const toolUses = (...values: number[]): CheckCase => ({ sessions: values.map((count) => ({ toolUses: count })) });
const durations = (...values: number[]): CheckCase => ({ sessions: values.map((durationMs) => ({ durationMs })) });
const models = (...names: string[]): CheckCase => ({ sessions: names.map((name) => ({ models: [name] })) });
/** Every one of them. */
const unpinned = (...names: string[]): CheckCase => ({
  ...models(...names),
  evidence: { unpinned_models: names.toSorted() },
});
const ofTools = (...sessions: [offered: string[], used: string[]][]): CheckCase => ({
  sessions: sessions.map(([availableTools, usedTools]) => ({ availableTools, usedTools })),
});
const pii = (given: Parameters<typeof buildPii>[0]): CheckCase => ({ pii: buildPii(given) });
const letters = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));

/** Three values whose coefficient of variation is `cv` to the last bit: those of 10 - d, 10, 10 + d deviate by d. */
const spread = (cv: number): [number, number, number] => [10 - 10 * cv, 10, 10 + 10 * cv];

function variationCases(build: (...values: number[]) => CheckCase): CheckCases {
  return {
    passed: {
      'all equal': { ...build(10, 10, 10), value: 'CV: 0%' },
      'a little different': build(10, 12, 9, 11),
      'just below the threshold': build(...spread(0.699)),
      'at the threshold': { ...build(...spread(0.7)), value: 'CV: 70%' },
      'sessions without it do not count': build(10, 0, 0, 0, 11),
    },
    warning: {
      'just above the threshold': { ...build(...spread(0.701)), value: 'CV: 70%' },
      'one session stands out': build(10, 10, 10, 1000),
      'half of them large': build(1, 100, 1, 100, 1, 100),
      'two very different ones': build(1, 100),
      'three, one tiny': build(100, 1, 300),
    },
    insufficient_data: { 'no session': {}, 'one session': build(10), 'one that has any': build(10, 0, 0) },
  };
}

const CASES: Readonly<Record<string, CheckCases>> = {
  RESOURCE_001_TOKEN_BOUNDS: {
    passed: {
      'at the limit': { ...tokens(50_000), value: '50,000 max tokens' },
      'far below': tokens(10, 20, 30),
      'nothing at all': tokens(0),
      'many at the limit': tokens(50_000, 50_000, 50_000),
      'beyond it by what was cached, where that does not count': {
        sessions: [{ totalTokens: 60_000, cacheReadTokens: 10_000 }],
        config: { count_cache_reads: false },
      },
      'below a limit of its own': { ...tokens(70_000), config: { session_tokens_max: 100_000 } },
    },
    critical: {
      'one token more': { ...tokens(50_001), value: '1 violation', evidence: { max_tokens: 50_001 } },
      'one of many': { ...tokens(10, 60_000, 20), evidence: { violation_count: 1, sessions: 3 } },
      'all of them': { ...tokens(60_000, 70_000), value: '2 violations' },
      'cached tokens count': { sessions: [{ totalTokens: 60_000, cacheReadTokens: 59_000 }] },
      'a limit of its own': { ...tokens(11), config: { session_tokens_max: 10 } },
      'more than are named': {
        ...tokens(60_000, 60_001, 60_002),
        config: { evidence_sessions_max: 2 },
        value: '3 violations',
        evidence: { violations: [{ value: 60_002 }, { value: 60_001 }], violation_count: 3 },
      },
    },
    insufficient_data: { 'no session': {} },
  },
  RESOURCE_002_TOOL_CALL_BOUNDS: {
    passed: {
      'at the limit': { ...toolUses(50), value: '50 max calls' },
      'far below': toolUses(1, 2, 3),
      none: toolUses(0),
      'many at the limit': toolUses(50, 50),
      'below a limit of its own': { ...toolUses(60), config: { session_tool_calls_max: 60 } },
    },
    critical: {
      'one call more': { ...toolUses(51), value: '1 violation' },
      'one of many': toolUses(1, 51, 2),
      'all of them': { ...toolUses(51, 99), value: '2 violations', evidence: { max_tool_calls: 99 } },
      'a thousand': toolUses(1000),
      'a limit of its own': { ...toolUses(2), config: { session_tool_calls_max: 1 } },
    },
    insufficient_data: { 'no session': {} },
  },
  RESOURCE_004_TOKEN_VARIANCE: variationCases(tokens),
  RESOURCE_005_TOOL_VARIANCE: variationCases(toolUses),
  RESOURCE_006_DURATION_VARIANCE: variationCases(durations),
  ENV_001_CONSISTENT_MODEL: {
    passed: {
      'a date': { ...models('gpt-4o-2024-08-06'), value: '1 pinned model' },
      'a date without hyphens': models('claude-3-5-sonnet-20241022', 'claude-sonnet-4-5-20250929'),
      'month and day': models('gpt-4-0613', 'gpt-3.5-turbo-1106'),
      'year and month': models('mistral-large-2411', 'codestral-2501'),
      'of a cloud': models('anthropic.claude-3-5-sonnet-20241022-v2:0', 'us.anthropic.claude-3-haiku-20240307-v1:0'),
      "of another cloud, with an at sign, and its own vendor's": models(
        'claude-sonnet-4@20250514',
        'gemini-1.5-pro-002',
      ),
      'fine-tuned, or by digest': models('ft:gpt-4o-mini-2024-07-18:org::abc', 'llama3@sha256:0123456789abcdef'),
      'pinned by the user': { ...models('internal-model-7'), config: { pinned_models: ['Internal-*'] } },
    },
    critical: {
      'a family': { ...unpinned('gpt-4o'), value: '1 unpinned model' },
      'a version that is an alias': unpinned('gpt-4.1', 'claude-sonnet-4-5', 'gpt-4', 'o3', 'gpt-5-mini'),
      latest: unpinned('claude-3-7-sonnet-latest'),
      'a number that is no date': unpinned(
        'model-9999',
        'model-1332',
        'llama-3-8b-8192',
        'qwen-20251399',
        'qwen-20251301',
      ),
      'one of two': {
        ...models('gpt-4o', 'gpt-4o-2024-08-06'),
        evidence: { unpinned_models: ['gpt-4o'], models: ['gpt-4o', 'gpt-4o-2024-08-06'] },
      },
      'of a cloud, without a date': unpinned('amazon.nova-pro-v1:0'),
      'none of the patterns': { ...models('internal-model-7'), config: { pinned_models: ['external-*', ''] } },
    },
    insufficient_data: { 'no session': {}, 'no model named': { sessions: [{ models: [] }] } },
  },
  ENV_002_AVG_TOOLS_COVERAGE: {
    passed: {
      'all tools': {
        ...ofTools([
          ['a', 'b'],
          ['a', 'b'],
        ]),
        value: '100% coverage',
      },
      'at the threshold': { ...ofTools([letters(5), letters(4)]), value: '80% coverage' },
      'at the threshold as a mean of thirds': ofTools(
        [letters(3), letters(2)],
        [letters(3), letters(3)],
        [letters(15), letters(11)],
      ),
      'sessions that name no tools do not count': ofTools([['a'], ['a']], [[], ['x']]),
      'a threshold of its own': { ...ofTools([letters(2), ['a']]), config: { tools_coverage_min: 0.5 } },
      'tools that were not offered add nothing': ofTools([['a'], ['a', 'x', 'y']]),
    },
    warning: {
      'just below': ofTools(
        ...Array.from({ length: 1000 }, (_, i): [string[], string[]] => [letters(5), letters(i === 0 ? 0 : 4)]),
      ),
      half: { ...ofTools([letters(2), ['a']]), value: '50% coverage' },
      none: { ...ofTools([letters(2), []]), value: '0% coverage' },
      'only tools that were not offered': ofTools([['a'], ['x']]),
      'one good, one bad': ofTools([['a'], ['a']], [letters(4), ['a']]),
    },
    insufficient_data: { 'no session': {} },
    not_applicable: { 'no tools offered': ofTools([[], ['a']]) },
  },
  ENV_003_UNUSED_TOOLS: {
    passed: {
      'all used': {
        ...ofTools([
          ['a', 'b'],
          ['a', 'b'],
        ]),
        value: 'All tools used',
      },
      'all used together': ofTools([letters(2), ['a']], [letters(2), ['b']]),
      'one tool': ofTools([['a'], ['a']]),
      'more used than offered': ofTools([['a'], ['a', 'b']]),
      'offered by one, used by another': ofTools([['a'], []], [[], ['a']]),
    },
    warning: {
      one: { ...ofTools([letters(2), ['a']]), value: '1 unused tool', evidence: { unused_tools: ['b'] } },
      all: { ...ofTools([letters(2), []]), value: '2 unused tools' },
      many: { ...ofTools([letters(20), ['a']]), evidence: { unused_count: 19, total_available: 20 } },
      'in another case': ofTools([['Search'], ['search']]),
      'of one session of two': ofTools([['a'], ['a']], [['b'], []]),
      'named like an object key': { ...ofTools([['__proto__', 'constructor'], []]), value: '2 unused tools' },
    },
    insufficient_data: { 'no session': {} },
    not_applicable: { 'no tools offered': ofTools([[], []]) },
  },
  ...Object.fromEntries(
    (
      [
        ['BEHAV_001_STABILITY_SCORE', 'stability', 'critical', [0.8, 0.85, 0.9, 0.99, 1], [0.799, 0.7, 0.5, 0.1, 0]],
        ['BEHAV_002_OUTLIER_RATE', 'outlierRate', 'critical', [0.199, 0.1, 0.05, 0.01, 0], [0.2, 0.3, 0.5, 0.9, 1]],
        ['BEHAV_003_CLUSTER_FORMATION', 'clusterFormation', 'warning', [1, 2, 3, 10, 100], [0, 0, 0, 0, 0]],
        ['BEHAV_004_PREDICTABILITY', 'predictability', 'warning', [0.6, 0.7, 0.8, 0.9, 1], [0.599, 0.5, 0.3, 0.1, 0]],
        [
          'BEHAV_005_UNCERTAINTY_THRESHOLD',
          'uncertainty',
          'warning',
          [0.25, 0.2, 0.1, 0.05, 0],
          [0.251, 0.3, 0.35, 0.4, 0.5],
        ],
      ] as const
    ).map(([id, key, worst, clean, flagged]) => [id, behaviouralCases(key, worst, { clean, flagged })]),
  ),
  PII_001_DETECTION: {
    passed: {
      nothing: { ...pii({}), value: 'No PII detected' },
      'only what is unsure': { ...pii({ low: 100 }), value: '100 low-confidence findings' },
      'ten of middling certainty': pii({ medium: 10 }),
      'one of middling certainty': { ...pii({ medium: 1 }), value: '1 low-confidence finding' },
      'more, where more may be': { ...pii({ medium: 20 }), config: { medium_findings_max: 20 } },
    },
    warning: {
      'eleven of middling certainty': { ...pii({ medium: 11 }), value: '11 findings (0 high-confidence)' },
      'one for sure': {
        ...pii({ high: 1, countsByType: { EMAIL_ADDRESS: 1 } }),
        value: '1 finding (1 high-confidence)',
      },
      'many for sure': pii({ high: 60, sessionsWithPii: 3 }),
      both: pii({ high: 1, medium: 11 }),
      'with places': {
        ...pii({
          high: 2,
          places: [
            { sessionId: 'b', count: 1 },
            { sessionId: 'a', count: 1 },
          ],
        }),
        evidence: { findings_by_session: [{ session_id: 'a' }, { session_id: 'b' }] },
      },
    },
    critical: {
      'a sensitive type': pii({ high: 1, sensitiveTypes: ['US_SSN'] }),
      'one card among sixty addresses': pii({ high: 61, sensitiveTypes: ['CREDIT_CARD'] }),
    },
    insufficient_data: { 'no session': pii({ sessions: 0 }) },
    not_applicable: { 'not looked for': { sessions: [{}], pii: null } },
  },
  PII_002_SYSTEM_PROMPT: {
    passed: {
      nothing: pii({}),
      'only elsewhere': pii({ high: 5, sessionsWithPii: 5 }),
      'cards elsewhere': pii({ high: 5, sensitiveTypes: ['CREDIT_CARD'] }),
      'one session': pii({ sessions: 1 }),
      'many sessions': { ...pii({ sessions: 1000 }), value: '0 findings' },
    },
    warning: {
      one: { ...pii({ inSystemPrompt: { count: 1, types: ['PHONE_NUMBER'] } }), value: '1 finding' },
      two: pii({ inSystemPrompt: { count: 2, types: ['PHONE_NUMBER', 'EMAIL_ADDRESS'] } }),
      many: pii({ inSystemPrompt: { count: 60, types: ['EMAIL_ADDRESS'] } }),
      'of one session': pii({ sessions: 1, inSystemPrompt: { count: 1, types: ['US_SSN'] } }),
      'with others': pii({ high: 1, inSystemPrompt: { count: 1, types: ['PERSON'] } }),
    },
    insufficient_data: { 'no session': pii({ sessions: 0 }) },
    not_applicable: { 'not looked for': { sessions: [{}], pii: null } },
  },
  PII_003_EXPOSURE_RATE: {
    passed: {
      none: { ...pii({}), value: '0% sessions with PII' },
      half: { ...pii({ sessionsWithPii: 5 }), value: '50% sessions with PII' },
      few: pii({ sessionsWithPii: 1 }),
      'half of two': pii({ sessions: 2, sessionsWithPii: 1 }),
      'all, where all may': { ...pii({ sessionsWithPii: 10 }), config: { pii_exposure_max: 1 } },
    },
    warning: {
      'just above half': { ...pii({ sessions: 1000, sessionsWithPii: 501 }), evidence: { exposure_rate: 0.501 } },
      all: { ...pii({ sessionsWithPii: 10 }), value: '100% sessions with PII' },
      'most, cut and not rounded': { ...pii({ sessions: 3, sessionsWithPii: 2 }), value: '66% sessions with PII' },
      'the only one': pii({ sessions: 1, sessionsWithPii: 1 }),
      'a threshold of its own': { ...pii({ sessionsWithPii: 2 }), config: { pii_exposure_max: 0.1 } },
    },
    insufficient_data: { 'no session': pii({ sessions: 0 }) },
    not_applicable: { 'not looked for': { sessions: [{}], pii: null } },
  },
};

type MeasureName = {
  [Key in keyof BehavioralSummary]: BehavioralSummary[Key] extends Measured ? Key : never;
}[keyof BehavioralSummary];

/** The analysis judges (`behaviour-verdicts`); here is shown that the check says what was judged. */
function behaviouralCases(
  key: MeasureName,
  worst: 'warning' | 'critical',
  { clean, flagged }: { readonly clean: readonly number[]; readonly flagged: readonly number[] },
): CheckCases {
  const of = (status: Measured['status'], value: number | null): CheckCase => ({
    sessions: [{}],
    behavioral: buildBehavioral({ [key]: measured(status, value, 0.5) }),
    evidence: { value, threshold: 0.5, formula: 'a formula', reference: { dominant_share: 0.6 } },
  });
  const named = (status: Measured['status'], values: readonly number[]): Record<string, CheckCase> =>
    Object.fromEntries(values.map((value, index) => [`${value} (${index})`, of(status, value)]));
  return {
    passed: named('passed', clean),
    warning: named('warning', flagged),
    ...(worst === 'critical' && { critical: named('critical', flagged) }),
    insufficient_data: { 'too few sessions': of('insufficient_data', 0.1), 'no number': of('passed', null) },
    not_applicable: { 'the analysis has not run': { sessions: [{}], behavioral: null } },
  };
}

it('has cases for every check', () => {
  expect(Object.keys(CASES)).toEqual(checks.map(({ id }: Check) => id).toSorted(byOrderOf(Object.keys(CASES))));
  expect(new Set(checks.map(({ id }) => id)).size).toBe(16);
});

function byOrderOf(order: readonly string[]): (a: string, b: string) => number {
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}

for (const check of checks) checkTester(check, CASES[check.id] ?? {});
