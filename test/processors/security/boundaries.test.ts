/**
 * The reference system's thresholds, on both sides of each: what it passes we pass, and what it flags we flag. Behaviour is
 * judged by its 95 % interval here; the interval's end stands at the value, as it does with very many sessions.
 */
import { expect, it } from 'vitest';

import { DEFAULT_BEHAVIORAL_CONFIG } from '../../../processors/behavioral/config.ts';
import type { BehaviourScores } from '../../../processors/behavioral/behaviour-scores.ts';
import { judgeBehaviour, type Verdict } from '../../../processors/behavioral/behaviour-verdicts.ts';
import type { BehavioralSummary, EarlierResults, PiiSummary } from '../../../processors/earlier-results.ts';
import { analyzeSecurity } from '../../../processors/security/analyze-security.ts';
import { checks } from '../../../processors/security/checks/index.ts';
import { securityConfig } from '../../../processors/security/config.ts';
import type { SessionNumbers } from '../../../processors/session-numbers.ts';
import { buildBehavioral, buildPii, buildSessions } from '../../support/check-tester.ts';

interface Given {
  readonly sessions?: readonly Partial<SessionNumbers>[];
  readonly scores?: Partial<BehaviourScores>;
  readonly pii?: Partial<PiiSummary>;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `tool_${at}`);
const offering = (used: number, offered: number): Given => ({
  sessions: [{ availableTools: names(offered), usedTools: names(used) }],
});
/** Three values whose coefficient of variation is `cv`. */
const spread = (cv: number): number[] => [10 - 10 * cv, 10, 10 + 10 * cv];
const ofEach = (key: 'totalTokens' | 'toolUses' | 'durationMs', values: readonly number[]): Given => ({
  sessions: values.map((value) => ({ [key]: value })),
});

const BOUNDARIES: readonly [check: string, status: string, passes: Given, fails: Given][] = [
  ['RESOURCE_001_TOKEN_BOUNDS', 'critical', ofEach('totalTokens', [50_000]), ofEach('totalTokens', [50_001])],
  ['RESOURCE_002_TOOL_CALL_BOUNDS', 'critical', ofEach('toolUses', [50]), ofEach('toolUses', [51])],
  ['RESOURCE_004_TOKEN_VARIANCE', 'warning', ofEach('totalTokens', spread(0.7)), ofEach('totalTokens', spread(0.701))],
  ['RESOURCE_005_TOOL_VARIANCE', 'warning', ofEach('toolUses', spread(0.7)), ofEach('toolUses', spread(0.701))],
  ['RESOURCE_006_DURATION_VARIANCE', 'warning', ofEach('durationMs', spread(0.7)), ofEach('durationMs', spread(0.701))],
  ['ENV_002_AVG_TOOLS_COVERAGE', 'warning', offering(4, 5), offering(799, 1000)],
  [
    'BEHAV_001_STABILITY_SCORE',
    'critical',
    { scores: { stability: 0.8, bounds: { stabilityUpper: 0.8, outlierRateLower: 0 } } },
    { scores: { stability: 0.799, bounds: { stabilityUpper: 0.799, outlierRateLower: 0 } } },
  ],
  [
    'BEHAV_002_OUTLIER_RATE',
    'critical',
    { scores: { outlierRate: 0.199, bounds: { stabilityUpper: 1, outlierRateLower: 0.199 } } },
    { scores: { outlierRate: 0.2, bounds: { stabilityUpper: 1, outlierRateLower: 0.2 } } },
  ],
  ['BEHAV_004_PREDICTABILITY', 'warning', { scores: { predictability: 0.6 } }, { scores: { predictability: 0.599 } }],
  ['BEHAV_005_UNCERTAINTY_THRESHOLD', 'warning', { scores: { uncertainty: 0.25 } }, { scores: { uncertainty: 0.251 } }],
  ['PII_001_DETECTION', 'warning', { pii: { medium: 10 } }, { pii: { medium: 11 } }],
  [
    'PII_003_EXPOSURE_RATE',
    'warning',
    { pii: { sessions: 1000, sessionsWithPii: 500 } },
    { pii: { sessions: 1000, sessionsWithPii: 501 } },
  ],
];

const WELL: BehaviourScores = {
  sessions: 1000,
  stability: 1,
  covered: 1,
  drift: 0,
  outliers: 0,
  outlierRate: 0,
  predictability: 1,
  uncertainty: 0,
  diversity: 0.5,
  effectiveModes: 2,
  confidence: 'high',
  bounds: { stabilityUpper: 1, outlierRateLower: 0 },
  reference: { dominantShare: 0.6, oneMinusOutlierRate: 1, oneMinusDominantShare: 0.4 },
};

function judge({ sessions = [{}], scores, pii }: Given): ReadonlyMap<string, string> {
  const verdicts = judgeBehaviour({ ...WELL, ...scores }, 2, DEFAULT_BEHAVIORAL_CONFIG);
  const of = (measure: Verdict['measure']): Verdict => verdicts.find((one) => one.measure === measure)!;
  const behavioral: BehavioralSummary = buildBehavioral({
    stability: of('stability'),
    outlierRate: of('outlier_rate'),
    clusterFormation: of('cluster_formation'),
    predictability: of('predictability'),
    uncertainty: of('uncertainty'),
  });
  const earlier: EarlierResults = { behavioral, pii: buildPii(pii) };
  const rows = analyzeSecurity({ sessions: buildSessions(sessions), earlier, config: securityConfig.parse({}) });
  expect(
    rows.map(({ check_type }) => check_type),
    'sixteen rows, whatever is given',
  ).toEqual(checks.map(({ id }) => id));
  return new Map(rows.map(({ check_type, status }) => [check_type, status]));
}

it.each(BOUNDARIES)('%s ends in %s beyond its threshold and not at it', (check, status, passes, fails) => {
  expect(judge(passes).get(check)).toBe('passed');
  expect(judge(fails).get(check)).toBe(status);
});

it.each(['RESOURCE_004_TOKEN_VARIANCE', 'RESOURCE_005_TOOL_VARIANCE', 'RESOURCE_006_DURATION_VARIANCE'])(
  '%s says nothing of a single session',
  (check) => expect(judge({ sessions: [{}] }).get(check)).toBe('insufficient_data'),
);
