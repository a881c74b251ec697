/** Runs of the analysis for tests of what is done with them: the checks are the real ones, on numbers in a few words. */
import { createHash } from 'node:crypto';

import type { AgentAnalysis, BehaviourRecord, CheckRow } from '../../collector/model/analysis.ts';
import type { Evidence, NewFinding } from '../../collector/model/finding.ts';
import type { EarlierResults } from '../../processors/earlier-results.ts';
import { analyzeSecurity } from '../../processors/security/analyze-security.ts';
import { checks } from '../../processors/security/checks/index.ts';
import { securityConfig } from '../../processors/security/config.ts';
import type { SessionNumbers } from '../../processors/session-numbers.ts';
import { buildSessions } from './check-tester.ts';
import { BEGIN_MS } from './span-builder.ts';

export interface AnalysisSpec {
  readonly id: string;
  readonly agentId: string;
  /** When it finished, milliseconds after the test's beginning. */
  readonly at: number;
  readonly sessions?: readonly (Partial<SessionNumbers> & Pick<SessionNumbers, 'sessionId'>)[];
  /** Null for a pipeline without checks. */
  readonly checks?: null;
  readonly behaviour?: BehaviourRecord;
  /** Besides those of the checks. */
  readonly findings?: readonly NewFinding[];
  readonly clearedFindingIds?: readonly string[];
  readonly clusterIds?: ReadonlyMap<string, string | null>;
  readonly sessionsFailed?: number;
}

export function buildAnalysis(spec: AnalysisSpec): AgentAnalysis {
  const sessions = buildSessions(spec.sessions ?? []);
  const rows = analyzeSecurity({ sessions, earlier: NOTHING_EARLIER, config: securityConfig.parse({}) });
  return {
    id: spec.id,
    agentId: spec.agentId,
    version: 1,
    startedAtMs: BEGIN_MS + spec.at - 10,
    finishedAtMs: BEGIN_MS + spec.at,
    sessionsAnalyzed: sessions.length,
    sessionsNew: sessions.length,
    sessionsFailed: spec.sessionsFailed ?? 0,
    checks: spec.checks === null ? null : rows,
    behaviour: spec.behaviour ?? null,
    findings: [
      ...(spec.checks === null ? [] : rows.flatMap((row) => findingOf(spec.agentId, row, sessions) ?? [])),
      ...(spec.findings ?? []),
    ],
    clearedFindingIds: spec.clearedFindingIds ?? [],
    clusterIds: spec.clusterIds ?? new Map(),
    memories: new Map(),
  };
}

const NOTHING_EARLIER: EarlierResults = { behavioral: null, pii: null };

export function findingIdOf(agentId: string, checkId: string, sessionId = ''): string {
  return createHash('sha256')
    .update(JSON.stringify([agentId, checkId, sessionId]))
    .digest('hex')
    .slice(0, 32);
}

function findingOf(agentId: string, row: CheckRow, sessions: readonly SessionNumbers[]): NewFinding | null {
  const check = checks.find(({ id }) => id === row.check_type);
  const [first, ...others] = sessions.map(({ sessionId, largestCalls }) =>
    placeOf(sessionId, largestCalls[0] === undefined ? {} : largestCalls[0]),
  );
  if (check === undefined || first === undefined || (row.status !== 'warning' && row.status !== 'critical'))
    return null;
  return {
    id: findingIdOf(agentId, row.check_type),
    checkId: row.check_type,
    title: row.title,
    severity: row.status === 'critical' ? 'critical' : 'medium',
    category: row.category_id,
    agentId,
    sessionId: null,
    explanation: `${row.description} ${row.value}.`,
    evidence: [first, ...others],
    recommendation: row.recommendations[0] ?? '',
    frameworks: check.frameworks,
    ruleVersion: '1',
    inputHash: '0'.repeat(64),
  };
}

/** What a rule about single sessions would find. */
export function sessionFinding(
  agentId: string,
  sessionId: string,
  place: Partial<Evidence> & Partial<Pick<NewFinding, 'severity' | 'title' | 'explanation'>> = {},
): NewFinding {
  const { severity = 'high', title = 'Loop without progress', explanation = 'The same call again and again.' } = place;
  return {
    id: findingIdOf(agentId, 'SEC_LOOP', sessionId),
    checkId: 'SEC_LOOP',
    title,
    severity,
    category: 'BEHAVIORAL',
    agentId,
    sessionId,
    explanation,
    evidence: [placeOf(sessionId, place)],
    recommendation: 'End the session when a call repeats.',
    frameworks: { owasp_llm: [], owasp_agentic: [], mitre_atlas: [], cwe: [], soc2: [] },
    ruleVersion: '1',
    inputHash: '0'.repeat(64),
  };
}

function placeOf(sessionId: string, place: Partial<Evidence>): Evidence {
  const { traceId = null, spanId = null, field = null, start = null, end = null, excerpt = null, hash = null } = place;
  return { sessionId, traceId, spanId, field, start, end, excerpt, hash };
}
