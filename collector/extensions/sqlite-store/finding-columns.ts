/** Rows of findings as records and back. */
import type { Finding, FindingStatus, Severity } from '../../model/finding.ts';

export interface FindingColumns {
  readonly finding_key: number;
  readonly id: string;
  readonly check_id: string;
  readonly title: string;
  readonly severity: string;
  readonly category: string;
  readonly agent_id: string;
  readonly session_id: string | null;
  readonly explanation: string;
  readonly evidence: string;
  readonly recommendation: string;
  readonly frameworks: string;
  readonly rule_version: string;
  readonly input_hash: string;
  readonly analysis_id: string;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
  readonly status: string;
  readonly status_reason: string | null;
  readonly status_changed_at_ms: number | null;
}

export function toFindingColumns(finding: Finding): Record<string, unknown> {
  return {
    ...finding,
    evidence: JSON.stringify(finding.evidence),
    frameworks: JSON.stringify(finding.frameworks),
  };
}

export function fromFindingColumns(row: FindingColumns): Finding {
  return {
    id: row.id,
    checkId: row.check_id,
    title: row.title,
    severity: row.severity as Severity,
    category: row.category,
    agentId: row.agent_id,
    sessionId: row.session_id,
    explanation: row.explanation,
    evidence: JSON.parse(row.evidence) as Finding['evidence'],
    recommendation: row.recommendation,
    frameworks: JSON.parse(row.frameworks) as Finding['frameworks'],
    ruleVersion: row.rule_version,
    inputHash: row.input_hash,
    analysisId: row.analysis_id,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    status: row.status as FindingStatus,
    statusReason: row.status_reason,
    statusChangedAtMs: row.status_changed_at_ms,
  };
}
