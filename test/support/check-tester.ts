/**
 * Tells a check what it must say: a table of cases, each with the status it ends in. Every case is also told in another
 * order, with sessions told twice and with other names, which must change nothing that is judged.
 */
import { describe, expect, it } from 'vitest';

import type { BehavioralSummary, EarlierResults, Measured, PiiSummary } from '../../processors/earlier-results.ts';
import type { CheckRow, CheckStatus } from '../../collector/model/analysis.ts';
import { analyzeSecurity } from '../../processors/security/analyze-security.ts';
import type { Check } from '../../processors/security/check.ts';
import { securityConfig, type SecurityConfig } from '../../processors/security/config.ts';
import type { SessionNumbers } from '../../processors/session-numbers.ts';

export interface CheckCase {
  readonly sessions?: readonly Partial<SessionNumbers>[];
  readonly behavioral?: BehavioralSummary | null;
  readonly pii?: PiiSummary | null;
  readonly config?: Partial<SecurityConfig>;
  /** What the row must say besides its status. */
  readonly value?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
}

export type CheckCases = Readonly<Partial<Record<CheckStatus, Readonly<Record<string, CheckCase>>>>>;

const FLAGGED: ReadonlySet<string> = new Set(['warning', 'critical']);

export function checkTester(check: Check, cases: CheckCases): void {
  const all = Object.entries(cases).flatMap(([status, named]) =>
    Object.entries(named).map(([name, given]) => ({ status, name, given })),
  );
  describe(check.id, () => {
    it('has at least five flagged and five clean cases', () => {
      expect(all.filter(({ status }) => FLAGGED.has(status)).length).toBeGreaterThanOrEqual(5);
      expect(all.filter(({ status }) => status === 'passed').length).toBeGreaterThanOrEqual(5);
    });

    it.each(all)('$status: $name', ({ status, given }) => {
      const sessions = buildSessions(given.sessions ?? []);
      const row = run(check, sessions, given);
      expect(row).toMatchObject({ check_type: check.id, category_id: check.category, status });
      if (given.value !== undefined) expect(row.value).toBe(given.value);
      expect(row.evidence).toMatchObject(given.evidence ?? {});
      expect(row.recommendations.length > 0).toBe(FLAGGED.has(status));
      // What a thread or a table is handed.
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);

      expect(run(check, sessions.toReversed(), given), 'in another order').toEqual(row);
      expect(run(check, [...sessions, ...sessions], given), 'told twice').toEqual(row);
      const renamed = sessions.map((session) => ({ ...session, sessionId: `x-${session.sessionId}` }));
      expect(run(check, renamed, given), 'with other names').toMatchObject({ status: row.status, value: row.value });
    });
  });
}

function run(check: Check, sessions: readonly SessionNumbers[], given: CheckCase): CheckRow {
  const earlier: EarlierResults = { behavioral: given.behavioral ?? null, pii: given.pii ?? null };
  const [row] = analyzeSecurity({ sessions, earlier, config: { ...DEFAULTS, ...given.config } }, [check]);
  if (row === undefined) throw new Error('a check gives a row');
  return row;
}

const DEFAULTS = securityConfig.parse({});

/** Sessions that no check finds anything about, unless a case says more. */
export function buildSessions(given: readonly Partial<SessionNumbers>[]): SessionNumbers[] {
  return given.map((numbers, index) => ({
    sessionId: `session-${String(index).padStart(4, '0')}`,
    totalTokens: 1000,
    cacheReadTokens: 0,
    toolUses: 2,
    durationMs: 5000,
    models: ['gpt-4o-2024-08-06'],
    availableTools: ['search', 'send'],
    usedTools: ['search', 'send'],
    largestCalls: [],
    ...numbers,
  }));
}

export function measured(status: Measured['status'], value: number | null, threshold: number): Measured {
  return { status, value, threshold, bound: null, formula: 'a formula' };
}

export function buildBehavioral(given: Partial<BehavioralSummary> = {}): BehavioralSummary {
  return {
    sessions: 30,
    clusters: 2,
    normalClusters: 2,
    outlierIds: [],
    stability: measured('passed', 1, 0.8),
    outlierRate: measured('passed', 0, 0.2),
    clusterFormation: measured('passed', 2, 1),
    predictability: measured('passed', 0.9, 0.6),
    uncertainty: measured('passed', 0.1, 0.25),
    diversity: 0.5,
    reference: { dominantShare: 0.6, oneMinusOutlierRate: 1, oneMinusDominantShare: 0.4 },
    ...given,
  };
}

export function buildPii(given: Partial<PiiSummary> = {}): PiiSummary {
  return {
    sessions: 10,
    sessionsWithPii: 0,
    high: 0,
    medium: 0,
    low: 0,
    countsByType: {},
    sensitiveTypes: [],
    inSystemPrompt: { count: 0, types: [] },
    places: [],
    ...given,
  };
}
