/** A row of a report as REST answers it: the seed's columns, and the fact that it speaks of. */
import type { CheckRecord } from '../model/analysis.ts';
import { msToIso } from '../model/unix-nano.ts';
import { checks } from '../../processors/security/checks/index.ts';
import type { Check } from './analysis-schemas.ts';

const FACTS: ReadonlyMap<string, string> = new Map(checks.map(({ id, fact }) => [id, fact]));

export function toCheck(record: CheckRecord): Check {
  return {
    check_id: record.checkId,
    agent_id: record.agentId,
    workflow_id: record.workflowId,
    agent_workflow_id: record.workflowId,
    analysis_session_id: record.analysisId,
    category_id: record.category_id,
    check_type: record.check_type,
    status: record.status,
    title: record.title,
    description: record.description,
    value: record.value,
    evidence: record.evidence,
    recommendations: [...record.recommendations],
    created_at: msToIso(record.createdAtMs),
    fact: FACTS.get(record.check_type) ?? record.check_type,
  };
}
