/**
 * What one span contributes to its trace and session: the row that is kept, and the facts that only the summary needs.
 * Built once on the way in; read back from the store when a late span touches an old trace.
 */
import { EARLIEST_MS, FUTURE_MAX_MS } from '../otlp/clock-skew.ts';
import { OWN_NAME } from '../vocabularies/own-vocabulary.ts';
import { eventVocabularies } from '../vocabularies/index.ts';
import type { SessionKey } from '../model/mapped-span.ts';
import type { SpanCosts, SpanRecord } from '../model/session.ts';

export interface SpanFacts extends SpanRecord, SpanCosts {
  readonly sessionKey: SessionKey | null;
  readonly agentVersion: string | null;
  readonly workflowId: string | null;
  readonly userId: string | null;
  /** `key=value` pairs. */
  readonly tags: readonly string[];
  readonly availableTools: readonly string[];
  readonly endsSession: boolean;
  /** Resource `service.name`; null where it is missing or an SDK's `unknown_service` default. */
  readonly serviceName: string | null;
  /** First 12 hex digits of the SHA-256 of the system prompt; only where nothing else names the agent. */
  readonly promptHash: string | null;
  /** Name of the instrumentation that tells of a call; empty where the span is none, or an older version kept it. */
  readonly scope: string;
  readonly attributeCount: number;
  /** Of the span's bytes, contents included: equal digests are the same span sent twice. */
  readonly digest: string;
}

/**
 * Which of two versions of one span stands. The order is total and looks only at what was sent, so the result does not
 * depend on which came first: a span beats log events, ended beats running, then the later end, then more attributes, then the digest.
 */
export function supersedes(candidate: SpanFacts, standing: SpanFacts, isRevised = false): boolean {
  if (candidate.digest === standing.digest) return false;
  // What its program said of it in a span, before what was made of its log events.
  const told = Number(isFromLogs(standing)) - Number(isFromLogs(candidate));
  if (told !== 0) return told > 0;
  if (isRevised) return true;
  const ended = Number(candidate.endUnixNano !== 0n) - Number(standing.endUnixNano !== 0n);
  if (ended !== 0) return ended > 0;
  if (candidate.endUnixNano !== standing.endUnixNano) return candidate.endUnixNano > standing.endUnixNano;
  if (candidate.attributeCount !== standing.attributeCount) return candidate.attributeCount > standing.attributeCount;
  return candidate.digest > standing.digest;
}

/** Whether it was made of log events: their vocabularies read nothing else. */
export function isFromLogs(span: Pick<SpanFacts, 'vocabulary'>): boolean {
  return twinSideOf(span) === 'events';
}

/** Of an agent that sends spans and log events of one call: which of the two it is; undefined for all others. */
export function twinSideOf({ vocabulary }: Pick<SpanFacts, 'vocabulary'>): 'events' | 'spans' | undefined {
  return TWIN_SIDES.get(vocabulary);
}

const TWIN_SIDES: ReadonlyMap<string, 'events' | 'spans'> = new Map<string, 'events' | 'spans'>([
  // Whose spans they are is not asked where the user maps them.
  [OWN_NAME, 'spans'],
  ...eventVocabularies.flatMap(({ ofSpans }) => (ofSpans === null ? [] : [[ofSpans, 'spans'] as const])),
  ...eventVocabularies.map(({ name }) => [name, 'events'] as const),
]);

/** Start and end in ms for sessions and charts: where the sender's clock cannot be right, the server's stands in. */
export function effectiveTimes(span: SpanRecord): { readonly startMs: number; readonly endMs: number } {
  const start = Number(span.startUnixNano / 1000n) / 1000;
  const end = Number(span.endUnixNano / 1000n) / 1000;
  const plausible = (ms: number): boolean => ms >= EARLIEST_MS && ms <= span.receivedMs + FUTURE_MAX_MS;
  if (!span.clockSkew) return { startMs: start, endMs: Math.max(start, end) };
  const startMs = plausible(start) ? start : span.receivedMs;
  return { startMs, endMs: plausible(end) ? Math.max(startMs, end) : startMs };
}
