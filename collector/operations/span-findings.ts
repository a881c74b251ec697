/**
 * Which findings show at which span of a session. Rows of a timeline name the open ones, as the counts of a session do; the
 * span itself has all of them, with what was said of each.
 */
import type { Evidence, Finding as FindingRecord, FindingStatus } from '../model/finding.ts';
import type { Store, SpanPlace } from '../store.ts';
import type { Finding } from './finding-schemas.ts';
import { toFindings } from './to-finding.ts';

/** Of one session, the ones seen last. */
const FINDINGS_MAX = 500;

/** @returns the ids of the open findings of each span */
export async function readOpenFindings(
  store: Store,
  sessionId: string,
): Promise<(span: SpanPlace) => readonly string[]> {
  const placed = (await readFindings(store, sessionId, 'open')).flatMap(({ id, evidence }) =>
    evidence.filter((place) => place.sessionId === sessionId).map((place) => ({ id, place })),
  );
  const bySpan = Map.groupBy(placed, ({ place }) => place.spanId);
  return (span) => [
    ...new Set((bySpan.get(span.spanId) ?? []).filter(({ place }) => isAt(place, span)).map(({ id }) => id)),
  ];
}

export async function readSpanFindings(store: Store, sessionId: string, span: SpanPlace): Promise<Finding[]> {
  const findings = await readFindings(store, sessionId);
  return toFindings(
    findings.filter(({ evidence }) => evidence.some((place) => place.sessionId === sessionId && isAt(place, span))),
    store,
  );
}

/** Two traces of a session may have a span with the same id. */
function isAt({ traceId, spanId }: Evidence, span: SpanPlace): boolean {
  return spanId === span.spanId && (traceId === null || traceId === span.traceId);
}

async function readFindings(
  store: Store,
  sessionId: string,
  status?: FindingStatus,
): Promise<readonly FindingRecord[]> {
  const { findings } = await store.listFindings({ sessionId, status, limit: FINDINGS_MAX, offset: 0 });
  return findings;
}
