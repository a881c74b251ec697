/**
 * A check is one file: what it is called, which frameworks know its fact, and a pure function from an agent's sessions to a
 * result. What nothing is known about is `insufficient_data` or `not_applicable`; a check never passes for want of data.
 */
import type { CheckCategory, CheckStatus } from '../../collector/model/analysis.ts';
import type { Frameworks } from '../../collector/model/finding.ts';
import type { EarlierResults } from '../earlier-results.ts';
import type { SessionNumbers } from '../session-numbers.ts';
import type { SecurityConfig } from './config.ts';

export interface AgentInput {
  /** Completed sessions only. Their order means nothing. */
  readonly sessions: readonly SessionNumbers[];
  readonly earlier: EarlierResults;
  readonly config: SecurityConfig;
}

export interface CheckResult {
  readonly status: Exclude<CheckStatus, 'error'>;
  /** The measured fact in a few words, for a table's cell. */
  readonly value: string;
  /** What was measured, against what, and the sessions that show it. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** What to do, with the measured number in it; only where something is to be done. */
  readonly recommendation?: string;
}

export interface Check {
  /** The reference system's id, so that its users find their checks again. */
  readonly id: string;
  readonly category: CheckCategory;
  readonly title: string;
  readonly description: string;
  /** Checks that speak of one fact, so that a page can show them together. */
  readonly fact: string;
  /** Keys of the configuration that are its thresholds. */
  readonly thresholds: readonly (keyof SecurityConfig)[];
  /** Key of the behavioural analysis's configuration where that one judges. */
  readonly behavioralThreshold?: string;
  readonly frameworks: Frameworks;
  /** What helps against it, whatever was measured. */
  readonly recommendations: readonly [string, ...string[]];
  run(input: AgentInput): CheckResult;
}

export function defineCheck(check: Check): Check {
  return check;
}

export function insufficientData(reason: string, evidence: Readonly<Record<string, unknown>> = {}): CheckResult {
  return { status: 'insufficient_data', value: 'Insufficient data', evidence: { reason, ...evidence } };
}

export function notApplicable(reason: string): CheckResult {
  return { status: 'not_applicable', value: 'Not applicable', evidence: { reason } };
}
