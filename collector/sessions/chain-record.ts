/**
 * What of one trace without a session id can tie it to others: its calls' keys, and the trace it continues. Built up call by
 * call; the limits keep the same calls whatever the order they came in.
 */
import type { ChainCall, ChainWant, LinkKind } from './chain-call.ts';

export interface ChainRecord {
  readonly traceId: string;
  readonly startMs: number;
  readonly userId: string | null;
  /** The latest by start. */
  readonly calls: readonly ChainCall[];
  /** Of all its calls, the earliest first: a trace continues another one with its first call that has a history. */
  readonly wants: readonly WantOfCall[];
  readonly link: ChainLink | null;
  /** The trace has a session id that may be taken back: its calls are kept, and tie it to nothing. */
  readonly isDormant?: true;
}

export interface WantOfCall extends ChainWant {
  readonly spanId: string;
  readonly startMs: number;
}

export interface ChainLink {
  readonly parentTraceId: string;
  readonly key: string;
  readonly by: LinkKind;
}

/** A trace with more calls is tied by its latest ones. Each takes some 200 bytes, written whenever the trace changes. */
const CALLS_MAX = 128;
const WANTS_MAX = 64;

export interface ChainTrace {
  readonly traceId: string;
  readonly startMs: number;
  readonly userId: string | null;
}

/** @returns null for a trace without any call. */
export function mergeChain(
  standing: ChainRecord | null,
  trace: ChainTrace,
  fresh: readonly ChainCall[],
): ChainRecord | null {
  let calls = standing?.calls ?? [];
  let wants = standing?.wants ?? [];
  for (const call of fresh) {
    const before = calls.find(({ spanId }) => spanId === call.spanId);
    // A span's own contents go before what log records say of it.
    if (before !== undefined && before.own && !call.own) continue;
    calls = [...calls.filter((one) => one !== before), { ...call, wants: [] }];
    const { spanId, startMs } = call;
    wants = [
      // Log records do not say which response a call continues; its span did.
      ...wants.filter((want) => want.spanId !== spanId || (!call.own && want.by === 'response_chain')),
      ...call.wants.map((want) => ({ ...want, spanId, startMs })),
    ];
  }
  if (calls.length === 0) return null;
  return {
    traceId: trace.traceId,
    startMs: trace.startMs,
    userId: trace.userId,
    calls: [...calls].sort(byStart).slice(-CALLS_MAX),
    wants: firstOfEach([...wants].sort(byStart)).slice(0, WANTS_MAX),
    link: standing?.link ?? null,
  };
}

/** Stable, so that the wants of one call keep their order. */
function byStart(
  a: { readonly startMs: number; readonly spanId: string },
  b: { readonly startMs: number; readonly spanId: string },
): number {
  return a.startMs - b.startMs || (a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0);
}

function firstOfEach(wants: readonly WantOfCall[]): readonly WantOfCall[] {
  const seen = new Set<string>();
  return wants.filter(({ key }) => !seen.has(key) && seen.add(key));
}

export interface ChainOffer {
  readonly startMs: number;
  /** A later call of the same trace goes on from here: another trace that does so too is a second branch. */
  readonly inner: boolean;
}

/** What later traces may name to continue this one, by key. */
export function offersOf({ calls, isDormant }: ChainRecord): ReadonlyMap<string, ChainOffer> {
  if (isDormant === true) return NO_OFFERS;
  const continued = new Set(calls.map((call) => call.continues));
  const offers = new Map<string, ChainOffer>();
  for (const { startMs, ends, names } of calls) {
    for (const key of [...ends, ...names]) {
      if (!offers.has(key)) offers.set(key, { startMs, inner: continued.has(key) });
    }
  }
  return offers;
}

const NO_OFFERS: ReadonlyMap<string, ChainOffer> = new Map();

/** What this trace wants of others: what its own calls continue of each other is not that. */
export function wantsOf(record: ChainRecord): readonly WantOfCall[] {
  if (record.isDormant === true) return [];
  const own = offersOf(record);
  return record.wants.filter(({ key }) => !own.has(key));
}

/** The wants that may still find something better than the link, and the link's own; all where there is none. */
export function openWantsOf(record: ChainRecord): readonly WantOfCall[] {
  const wants = wantsOf(record);
  const at = wants.findIndex(({ key }) => key === record.link?.key);
  return at === -1 ? wants : wants.slice(0, at + 1);
}

/** A call without an answer, such as a refused one, leaves what it wanted to its retry. */
export function isAnswered({ calls, isDormant }: ChainRecord): boolean {
  return isDormant !== true && calls.some(({ ends }) => ends.length > 0);
}
