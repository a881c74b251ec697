/** Evidence of a finding as rows: where it is to be seen, which part of it, and a place with the same text as another. */
import type { FindingEvidence } from '../../../../collector/operations/contract.ts';
import { formatCount } from '../../format/count.ts';
import { sessionPath } from '../../ui/session-table.tsx';

export interface EvidenceRow {
  readonly number: number;
  readonly sessionId: string;
  readonly to: string;
  /** What in it is meant: `a call`, or the session as a whole. */
  readonly place: string;
  /** `total_tokens`, `gen_ai.input.messages · 212–355`; empty where nothing is told. */
  readonly field: string;
  readonly excerpt: string | null;
  /** `7d0e…41c2` */
  readonly hash: string | null;
  /** Rows before this one with the same text. */
  readonly sameAs: readonly number[];
}

export function listEvidence(evidence: readonly FindingEvidence[]): EvidenceRow[] {
  const seen = new Map<string, number[]>();
  return evidence.map(({ session_id, span_id, field, start, end, excerpt, hash }, index) => {
    const sameAs = hash === null ? [] : [...(seen.get(hash) ?? [])];
    if (hash !== null) seen.set(hash, [...sameAs, index + 1]);
    const path = sessionPath(session_id);
    return {
      number: index + 1,
      sessionId: session_id,
      to: span_id === null ? path : `${path}?span=${encodeURIComponent(span_id)}`,
      place: span_id === null ? 'the session' : 'one span',
      field: [field ?? '', describeRange(start, end)].filter((part) => part !== '').join(' · '),
      excerpt,
      hash: hash === null ? null : shortenHash(hash),
      sameAs,
    };
  });
}

function describeRange(start: number | null, end: number | null): string {
  return start === null || end === null ? '' : `${formatCount(start)}–${formatCount(end)}`;
}

function shortenHash(hash: string): string {
  return hash.length <= 12 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}
