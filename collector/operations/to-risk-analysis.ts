/** What the latest run says of an agent, as REST answers it: the checks in numbers, and the behavioural analysis whole. */
import { CHECK_CATEGORIES, type CheckRecord } from '../model/analysis.ts';
import type { AgentRecord } from '../model/session.ts';
import { msToIso } from '../model/unix-nano.ts';
import type { CheckSummary, RiskAnalysis } from './analysis-schemas.ts';
import type { BehaviouralAnalysis } from './behaviour-schemas.ts';
import { judgeRisk, type AgentRisk } from './judge-risk.ts';

export interface RiskInput {
  readonly agent: AgentRecord;
  readonly risk: AgentRisk;
  /** Of the newest completed run. */
  readonly checks: readonly CheckRecord[];
  readonly behaviour: BehaviouralAnalysis | null;
}

export function toRiskAnalysis({ agent, risk, checks, behaviour }: RiskInput): RiskAnalysis {
  const { report } = risk;
  const { critical_issues, warnings } = countChecks(checks);
  return {
    evaluation_id: report?.analysis.id ?? null,
    evaluation_status: evaluate(risk),
    agent_id: agent.id,
    timestamp: report === null ? null : msToIso(report.analysis.completedAtMs),
    sessions_analyzed: report?.analysis.sessionsAnalyzed ?? 0,
    security_report: toSecurityReport(risk, checks),
    behavioral_analysis: behaviour,
    summary: {
      critical_issues,
      warnings,
      stability_score: behaviour?.stability_score ?? null,
      predictability_score: behaviour?.predictability_score ?? null,
      total_sessions: agent.totalSessions,
      completed_sessions: agent.totalSessions - agent.activeSessions,
      active_sessions: agent.activeSessions,
      behavioral_status: behaviour === null ? 'not_available' : 'complete',
      pii_status: piiStatus(checks),
    },
  };
}

/** Checks of personal data that had nothing to go by are not applicable. */
export function piiStatus(checks: readonly CheckRecord[]): CheckSummary['pii_status'] {
  const privacy = checks.filter(({ category_id }) => category_id === 'PRIVACY_COMPLIANCE');
  const decided = privacy.some(({ status }) => status !== 'not_applicable' && status !== 'error');
  return decided ? 'complete' : 'not_available';
}

function evaluate({ report }: AgentRisk): RiskAnalysis['evaluation_status'] {
  if (report === null) return 'PENDING';
  const { checkCounts, analysis } = report;
  const checks = Object.values(checkCounts).reduce((sum, count) => sum + count, 0);
  if (checks === 0 || checkCounts.error > 0 || analysis.sessionsFailed > 0) return 'PARTIAL';
  return checkCounts.passed + checkCounts.warning + checkCounts.critical === 0 ? 'INSUFFICIENT_DATA' : 'COMPLETE';
}

function toSecurityReport(risk: AgentRisk, checks: readonly CheckRecord[]): RiskAnalysis['security_report'] {
  const { report } = risk;
  if (report === null || checks.length === 0) return null;
  return {
    report_id: report.analysis.id,
    overall_status: judgeRisk(risk),
    ...countChecks(checks),
    muted_checks: report.mutedCounts.critical + report.mutedCounts.warning,
    categories: CHECK_CATEGORIES.map((category) => ({
      category_id: category,
      ...countChecks(checks.filter(({ category_id }) => category_id === category)),
    })),
  };
}

function countChecks(checks: readonly CheckRecord[]) {
  const count = (wanted: CheckRecord['status']) => checks.filter(({ status }) => status === wanted).length;
  return {
    total_checks: checks.length,
    critical_issues: count('critical'),
    warnings: count('warning'),
    passed_checks: count('passed'),
  };
}
