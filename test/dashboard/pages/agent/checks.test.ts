import { describe, expect, it } from 'vitest';

import { describeChecks } from '../../../../dashboard/src/pages/agent/checks/checks-panel.tsx';
import { valueOf } from '../../../../dashboard/src/pages/agent/checks/check-table.tsx';
import { countStatuses, groupChecks } from '../../../../dashboard/src/pages/agent/checks/group-checks.ts';
import { readEvidence, readThresholds } from '../../../../dashboard/src/pages/agent/checks/read-evidence.ts';
import { describeSessions, stateOf } from '../../../../dashboard/src/pages/agent/last-run.tsx';
import { describeHistory } from '../../../../dashboard/src/ui/check-history.tsx';
import { listFrameworks } from '../../../../dashboard/src/ui/framework-badges.tsx';
import {
  buildChecks,
  buildDefinitions,
  buildFinding,
  buildNumbers,
  buildRun,
  buildRuns,
} from '../../analysis-builder.ts';

const CHECKS = buildChecks([
  buildNumbers({ sessionId: 's1', totalTokens: 3_204_118, toolUses: 331 }),
  buildNumbers({ sessionId: 's2', models: ['gpt-4o'] }),
]);
const DEFINITIONS = buildDefinitions();

describe('the checks of a report', () => {
  const categories = groupChecks({ checks: CHECKS.toReversed(), runs: [], definitions: DEFINITIONS });

  it('are all shown, by category in the order of the definitions whatever order they came in', () => {
    expect(categories.map(({ name }) => name)).toEqual(DEFINITIONS.categories.map(({ name }) => name));
    const shown = categories.flatMap(({ facts }) =>
      facts.flatMap(({ lines }) => lines.map(({ check }) => check.check_type)),
    );
    expect(shown).toHaveLength(16);
    expect(new Set(shown)).toEqual(new Set(DEFINITIONS.checks.map(({ check_type }) => check_type)));
  });

  it('stand beside those of the same fact, the worst for all', () => {
    const resources = categories[0]?.facts ?? [];
    expect(resources.map(({ fact, lines, worst }) => [fact, lines.length, worst.check.check_type])).toEqual([
      ['tokens', 2, 'RESOURCE_001_TOKEN_BOUNDS'],
      ['tool calls', 2, 'RESOURCE_002_TOOL_CALL_BOUNDS'],
      ['duration', 1, 'RESOURCE_006_DURATION_VARIANCE'],
    ]);
    expect(categories[2]?.facts).toHaveLength(1);
  });

  it('are shown where nothing is known of their definitions', () => {
    const [category] = groupChecks({ checks: CHECKS, runs: [], definitions: undefined });
    expect(category?.name).toBe('Resource management');
    expect(category?.facts[0]?.lines[0]?.definition).toBeUndefined();
  });

  it('have a history with the newest run last, and a gap where a run has nothing of them', () => {
    const runs = buildRuns([
      { RESOURCE_001_TOKEN_BOUNDS: 'critical' },
      {},
      { RESOURCE_001_TOKEN_BOUNDS: 'passed' },
      { RESOURCE_001_TOKEN_BOUNDS: 'passed' },
    ]);
    const [category] = groupChecks({ checks: CHECKS, runs, definitions: DEFINITIONS });
    const history = category?.facts[0]?.lines[0]?.history ?? [];
    expect(history).toEqual(['passed', 'passed', null, 'critical']);
    expect(describeHistory(history)).toBe('4 runs, oldest first: 2 passed, then 1 not decided, then 1 critical');
  });

  it('are counted with the worst first', () => {
    expect(countStatuses(['passed', 'warning', 'critical', 'warning'])).toBe('1 critical, 2 warnings, 1 passed');
    expect(describeChecks(CHECKS)).toMatch(/^\d+ of 16 passed; 3 critical/);
  });

  it('say what is missing where nothing was decided', () => {
    const pii = CHECKS.find(({ check_type }) => check_type === 'PII_001_DETECTION');
    expect(pii && valueOf(pii)).toBe('personal data was not looked for');
    const bounds = CHECKS.find(({ check_type }) => check_type === 'RESOURCE_001_TOKEN_BOUNDS');
    expect(bounds && valueOf(bounds)).toBe(bounds?.value);
  });
});

describe('the evidence of a check', () => {
  it('leads to the sessions and calls of every real check that names any', () => {
    const bounds = CHECKS.find(({ check_type }) => check_type === 'RESOURCE_001_TOKEN_BOUNDS');
    const { lists, facts } = readEvidence(bounds?.evidence ?? {});
    expect(lists[0]?.places[0]).toMatchObject({ sessionId: 's1', spanId: null });
    expect(lists[0]?.places[0]?.facts).toContainEqual({ name: 'value', text: '3,204,118' });
    expect(facts).toContainEqual({ name: 'max tokens', text: '3,204,118' });
  });

  it('knows calls by the session that is named first', () => {
    const { lists } = readEvidence({
      violations: [{ session_id: 's1', value: 2, limit: 1 }],
      largest_calls: [{ trace_id: 'ab', span_id: 'cd', total_tokens: 90_000 }],
    });
    expect(lists[1]?.places).toEqual([
      { sessionId: 's1', spanId: 'cd', facts: [{ name: 'total tokens', text: '90,000' }] },
    ]);
  });

  it('reads names of sessions, numbers in numbers, and what it does not know', () => {
    const view = readEvidence({
      reason: 'too few',
      outliers: ['a', 'b'],
      reference: { dominant_share: 0.8125 },
      models: ['x', 'y'],
      none: [],
      odd: [[1], { deep: { deeper: 1 } }],
      nothing: null,
    });
    expect(view.reason).toBe('too few');
    expect(view.lists[0]?.places.map(({ sessionId }) => sessionId)).toEqual(['a', 'b']);
    expect(view.facts).toEqual([
      { name: 'reference dominant share', text: '0.813' },
      { name: 'models', text: 'x, y' },
      { name: 'none', text: 'none' },
      { name: 'odd', text: '[1], {"deep":{"deeper":1}}' },
      { name: 'nothing', text: '–' },
    ]);
  });

  it('is bounded and shows what a name hides', () => {
    const { facts } = readEvidence({
      ['k'.repeat(5000)]: `gnp\u202Eexe${'x'.repeat(5000)}`,
      many: Array.from({ length: 500 }, String),
    });
    expect(facts[0]?.text).toContain('⟨U+202E⟩');
    expect(facts.every(({ name, text }) => name.length < 300 && text.length < 700)).toBe(true);
    expect(facts[1]?.text).toMatch(/and 492 more$/);
  });

  it('has thresholds by the names of the configuration', () => {
    expect(readThresholds({ session_tokens_max: 50_000, pinned_models: [], count_cache_reads: true })).toEqual([
      { name: 'session_tokens_max', text: '50,000' },
      { name: 'pinned_models', text: 'none' },
      { name: 'count_cache_reads', text: 'yes' },
    ]);
  });
});

describe('what there is to say before anything was analysed', () => {
  const agent = { completed_sessions: 3, latest_analysis: null };
  it.each([
    ['done', { agent, isEnabled: false, hasResult: true }],
    ['not_configured', { agent, isEnabled: false, hasResult: false }],
    ['running', { agent, isEnabled: true, hasResult: false }],
    ['no_sessions', { agent: { ...agent, completed_sessions: 0 }, isEnabled: true, hasResult: false }],
    [
      'failed',
      { agent: { ...agent, latest_analysis: buildRun({ status: 'FAILED' }) }, isEnabled: true, hasResult: false },
    ],
  ] as const)('%s', (state, input) => expect(stateOf(input)).toBe(state));
});

it('a run says over how many sessions it went', () => {
  expect(describeSessions(buildRun())).toBe('over 188 sessions, 3 new');
  expect(describeSessions(buildRun({ sessions_analyzed: 1, sessions_new: 1, sessions_failed: 1 }))).toBe(
    'over 1 session, 1 could not be read',
  );
});

describe('frameworks', () => {
  const { frameworks } = buildFinding();

  it('are named with their entries', () => {
    expect(listFrameworks(frameworks)).toEqual([
      'OWASP LLM10:2025',
      'OWASP ASI08',
      'ATLAS AML.T0034.002',
      'CWE-770',
      'SOC 2 CC6.1',
    ]);
  });

  it('say what an entry is called, where that is known', () => {
    const names = { 'LLM10:2025': 'Unbounded Consumption' };
    expect(listFrameworks({ ...frameworks, cwe: ['constructor'] }, names)).toEqual([
      'OWASP LLM10:2025 Unbounded Consumption',
      'OWASP ASI08',
      'ATLAS AML.T0034.002',
      'CWE constructor',
      'SOC 2 CC6.1',
    ]);
  });
});
