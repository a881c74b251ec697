/** A check that ended in warning or critical as a finding that points at the sessions which show it. */
import { createHash, hash } from 'node:crypto';

import type { CheckRow } from '../../collector/model/analysis.ts';
import type { Evidence, NewFinding, Severity } from '../../collector/model/finding.ts';
import type { Check } from './check.ts';
import type { SecurityConfig } from './config.ts';
import { resolveThresholds } from './describe-checks.ts';
import type { KeptSession } from './session-bytes.ts';

/** Rises when checks judge otherwise than before. */
const RULES_VERSION = '1';

export interface FindingInput {
  readonly agentId: string;
  readonly check: Check;
  readonly row: CheckRow;
  /** What the check was given, at least one. */
  readonly sessions: ReadonlyMap<string, KeptSession>;
  readonly config: SecurityConfig;
  /** Of what every check was given. */
  readonly inputHash: string;
}

/** The same in every run, so that what a person said of it stays. As JSON, two parts can never be taken for two others. */
export function nameFinding(agentId: string, checkId: string): string {
  return hash('sha256', JSON.stringify([agentId, checkId]), 'hex').slice(0, 32);
}

const SEVERITIES: Readonly<Partial<Record<CheckRow['status'], Severity>>> = { warning: 'medium', critical: 'critical' };

/** @returns null for a row that found nothing, or an agent without any session that could show it. */
export function makeFinding({ agentId, check, row, sessions, config, inputHash }: FindingInput): NewFinding | null {
  const severity = SEVERITIES[row.status];
  if (severity === undefined) return null;
  const named = listNamedSessions(row.evidence);
  const shown = (named.length > 0 ? named : listNewest(sessions)).slice(0, config.evidence_sessions_max);
  const [first, ...others] = shown.map((sessionId) => pointAt(sessionId, check, sessions.get(sessionId)));
  if (first === undefined) return null;
  return {
    id: nameFinding(agentId, check.id),
    checkId: check.id,
    title: check.title,
    severity,
    category: check.category,
    agentId,
    sessionId: null,
    explanation: explain({ check, row, config }),
    evidence: [first, ...others],
    recommendation: row.recommendations[0] ?? check.recommendations[0],
    frameworks: check.frameworks,
    ruleVersion: RULES_VERSION,
    inputHash,
  };
}

/** Keys of evidence whose lists name sessions, by id or as objects with one. */
const NAMING_KEYS = ['violations', 'outliers', 'findings_by_session', 'sessions'] as const;

function listNamedSessions(evidence: CheckRow['evidence']): string[] {
  const ids = NAMING_KEYS.flatMap((key) => {
    const list: unknown = evidence[key];
    return Array.isArray(list) ? list.flatMap((one: unknown) => readSessionId(one) ?? []) : [];
  });
  return [...new Set(ids)];
}

function readSessionId(named: unknown): string | null {
  if (typeof named === 'string') return named;
  if (typeof named !== 'object' || named === null || !('session_id' in named)) return null;
  return typeof named.session_id === 'string' ? named.session_id : null;
}

function listNewest(sessions: ReadonlyMap<string, KeptSession>): string[] {
  return [...sessions]
    .sort(([a, one], [b, two]) => two.endedMs - one.endedMs || (a < b ? -1 : 1))
    .map(([sessionId]) => sessionId);
}

/** Tokens are to be seen in the dearest call; everything else is a matter of the whole session. */
function pointAt(sessionId: string, { fact }: Check, session: KeptSession | undefined): Evidence {
  const place = session?.numbers.largestCalls[0] ?? null;
  return {
    sessionId,
    traceId: place?.traceId ?? null,
    spanId: place?.spanId ?? null,
    field: fact,
    start: null,
    end: null,
    excerpt: null,
    hash: null,
  };
}

function explain({ check, row, config }: Pick<FindingInput, 'check' | 'row' | 'config'>): string {
  const own = Object.entries(resolveThresholds(check, config))
    .filter(([key, value]) => typeof value === 'number' && !NO_THRESHOLDS.has(key))
    .map(([key, value]) => `${key} is ${String(value)}`);
  const judged: unknown = row.evidence['threshold'];
  const told = own.length === 0 && typeof judged === 'number' ? [`the threshold is ${judged}`] : own;
  const threshold = told.length === 0 ? '' : ` where ${told.join(', ')}`;
  return `Expected: ${check.description} Measured: ${row.value}${threshold}.`;
}

/** What else a check takes from the configuration. */
const NO_THRESHOLDS: ReadonlySet<string> = new Set(['evidence_sessions_max', 'variation_sessions_min']);

/** SHA-256 over what the checks were given, in an order that is always the same. */
export function hashInput(sessions: ReadonlyMap<string, KeptSession>, others: readonly unknown[]): string {
  const sum = createHash('sha256').update(JSON.stringify(others));
  for (const id of [...sessions.keys()].sort()) sum.update(`${sessions.get(id)?.digest ?? ''}\n`);
  return sum.digest('hex');
}
