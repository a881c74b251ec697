/**
 * How a finding goes on from run to run: what a run says of it is renewed, what a person said of it stays. Pure, so that it is
 * the same in every store.
 */
import type { Finding, NewFinding } from '../model/finding.ts';

const SEEN_AGAIN = 'seen again';
const NO_LONGER_SEEN = 'no longer seen';

export interface Sighting {
  readonly analysisId: string;
  readonly nowMs: number;
}

/** @param standing what earlier runs left, or null where this one is the first to see it. */
export function seeFinding(standing: Finding | null, found: NewFinding, { analysisId, nowMs }: Sighting): Finding {
  const seen = { ...found, updatedAtMs: nowMs, analysisId };
  if (standing === null) {
    return { ...seen, createdAtMs: nowMs, status: 'open', statusReason: null, statusChangedAtMs: null };
  }
  const { createdAtMs, status, statusReason, statusChangedAtMs } = standing;
  // Who resolved it said that it is mended, and it is not; who muted it said that it may be so.
  return status === 'resolved'
    ? { ...seen, createdAtMs, status: 'open', statusReason: SEEN_AGAIN, statusChangedAtMs: nowMs }
    : { ...seen, createdAtMs, status, statusReason, statusChangedAtMs };
}

/** @returns it as it is when a run does not see it any more. */
export function clearFinding(standing: Finding, nowMs: number): Finding {
  return standing.status === 'open'
    ? { ...standing, status: 'resolved', statusReason: NO_LONGER_SEEN, statusChangedAtMs: nowMs }
    : standing;
}

/** The sessions that it is about or that its evidence names. */
export function sessionsOfFinding({ sessionId, evidence }: NewFinding): ReadonlySet<string> {
  const named = new Set(evidence.map((place) => place.sessionId));
  if (sessionId !== null) named.add(sessionId);
  return named;
}
