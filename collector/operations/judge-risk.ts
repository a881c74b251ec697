/**
 * How an agent stands by its latest completed run. Nothing decided is `unknown`, never `ok`; what a person has muted is
 * shown and does not count.
 */
import type { AnalysisRecord, CheckStatus } from '../model/analysis.ts';
import type { RiskStatus } from './analysis-schemas.ts';

/** What is known of an agent's analyses. */
export interface AgentRisk {
  /** The newest run, one that failed included. */
  readonly newest: AnalysisRecord | null;
  /** The newest completed run with what its checks said, and how many of those are muted. */
  readonly report: {
    readonly analysis: AnalysisRecord;
    readonly checkCounts: Readonly<Record<CheckStatus, number>>;
    readonly mutedCounts: MutedCounts;
  } | null;
}

export interface MutedCounts {
  readonly critical: number;
  readonly warning: number;
}

export function judgeRisk({ report }: AgentRisk): RiskStatus {
  if (report === null) return 'unknown';
  const { checkCounts, mutedCounts } = report;
  if (checkCounts.critical > mutedCounts.critical) return 'critical';
  if (checkCounts.warning > mutedCounts.warning) return 'warning';
  return checkCounts.passed + checkCounts.warning + checkCounts.critical > 0 ? 'ok' : 'unknown';
}
