/** A finding as REST answers it. */
import type { Evidence, Finding as FindingRecord } from '../model/finding.ts';
import { msToIso } from '../model/unix-nano.ts';
import type { Store } from '../store.ts';
import type { Finding, FindingEvidence } from './finding-schemas.ts';

/** Findings with the names of their agents, each of which is read once. */
export async function toFindings(records: readonly FindingRecord[], store: Store): Promise<Finding[]> {
  const agentIds = [...new Set(records.map(({ agentId }) => agentId))];
  const names = new Map(
    await Promise.all(agentIds.map(async (id) => [id, (await store.readAgent(id))?.name ?? null] as const)),
  );
  return records.map((record) => toFinding(record, names.get(record.agentId) ?? null));
}

function toFinding(record: FindingRecord, agentName: string | null): Finding {
  const { frameworks } = record;
  return {
    id: record.id,
    check_id: record.checkId,
    title: record.title,
    severity: record.severity,
    category: record.category,
    session_id: record.sessionId,
    session_ids: sessionIdsOf(record),
    agent_id: record.agentId,
    agent_name: agentName,
    created_at: msToIso(record.createdAtMs),
    updated_at: msToIso(record.updatedAtMs),
    status: record.status,
    status_reason: record.statusReason,
    status_changed_at: record.statusChangedAtMs === null ? null : msToIso(record.statusChangedAtMs),
    explanation: record.explanation,
    evidence: record.evidence.map(toEvidence),
    recommendation: record.recommendation,
    frameworks: {
      owasp_llm: [...frameworks.owasp_llm],
      owasp_agentic: [...frameworks.owasp_agentic],
      mitre_atlas: [...frameworks.mitre_atlas],
      cwe: [...frameworks.cwe],
      soc2: [...frameworks.soc2],
    },
    rule_version: record.ruleVersion,
    input_hash: record.inputHash,
    analysis_id: record.analysisId,
  };
}

/** The session that it is about first, then those that its evidence names. */
export function sessionIdsOf({ sessionId, evidence }: Pick<FindingRecord, 'sessionId' | 'evidence'>): string[] {
  return [...new Set([...(sessionId === null ? [] : [sessionId]), ...evidence.map((one) => one.sessionId)])];
}

function toEvidence({ sessionId, traceId, spanId, ...rest }: Evidence): FindingEvidence {
  const { field, start, end, excerpt, hash } = rest;
  return { session_id: sessionId, trace_id: traceId, span_id: spanId, field, start, end, excerpt, hash };
}
