/** A run of the analysis as REST answers it. */
import type { AnalysisRecord } from '../model/analysis.ts';
import { msToIso } from '../model/unix-nano.ts';
import type { AnalysisRun } from './analysis-schemas.ts';

export function toAnalysisRun(record: AnalysisRecord): AnalysisRun {
  return {
    id: record.id,
    status: record.status,
    failure: record.failure,
    created_at: msToIso(record.createdAtMs),
    completed_at: msToIso(record.completedAtMs),
    sessions_analyzed: record.sessionsAnalyzed,
    sessions_new: record.sessionsNew,
    sessions_failed: record.sessionsFailed,
    findings_count: record.findingsCount,
  };
}
