/** What tying traces to sessions needs from a store: records by trace, and traces by key. Both stores implement it. */
import type { ChainRecord } from './chain-record.ts';

export interface OfferingTrace {
  readonly traceId: string;
  readonly startMs: number;
  readonly userId: string | null;
  readonly inner: boolean;
}

/** A trace's place in time; of traces that start together the lesser id is the earlier. */
export interface TracePlace {
  readonly traceId: string;
  readonly startMs: number;
}

export interface ChainRows {
  readChain(traceId: string): ChainRecord | null;
  /** @param before what `readChain` answers for it now. */
  writeChain(before: ChainRecord | null, after: ChainRecord): void;
  deleteChain(record: ChainRecord): void;
  /** Traces with a call that offers the key and began before `beforeMs`: the nearest call first, then the greater id. */
  findOffers(key: string, beforeMs: number, limit: number): readonly OfferingTrace[];
  /** Traces with a call that wants the key and began at `fromMs` or later, the earliest call first. */
  findWants(key: string, fromMs: number, limit: number): readonly string[];
  /** Traces whose link is to this one. */
  findLinked(parentTraceId: string): readonly TracePlace[];
  /** Whether an earlier trace with an answered call is linked to this one by this key. */
  isContinued(parentTraceId: string, key: string, before: TracePlace): boolean;
}
