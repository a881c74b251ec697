/**
 * Which beginning belongs to which ending of a call, where two events share no id. Agents call their model one after the other,
 * so times tell: the end says how long it lasted, or the call began last before it and after the end before. Pure, and the same
 * for every order in which the halves came.
 */
import type { AgentEvent } from './derive-event-span.ts';

export interface HalfCall {
  readonly event: AgentEvent;
  readonly id: string;
}

export interface MatchedCall {
  readonly ending: AgentEvent;
  readonly beginning: AgentEvent | null;
}

/** A call that lasts longer is not put together. */
export const CALL_MS_MAX = 10 * 60_000;

/** How far a beginning may be from where its ending says it was: two readings of one clock, and garbage collected between. */
const BEFORE_MS = 5000;
const AFTER_MS = 50;

/**
 * @param halves all there are around those that are fresh, in any order.
 * @returns the calls that are not what they were without the fresh halves.
 */
export function matchCalls(halves: readonly HalfCall[], fresh: ReadonlySet<string>): readonly MatchedCall[] {
  const before = match(halves.filter(({ id }) => !fresh.has(id)));
  return [...match(halves)]
    .filter(([id, { beginning }]) => !before.has(id) || before.get(id)?.beginning?.record !== beginning?.record)
    .map(([, call]) => call);
}

function match(halves: readonly HalfCall[]): ReadonlyMap<string, MatchedCall> {
  const ordered = [...halves].sort(compareHalves);
  const beginnings = ordered.filter(({ event }) => event.reading.role === 'beginning');
  const taken = new Set<string>();
  const calls = new Map<string, MatchedCall>();
  let endedNano = 0n;
  for (const { event, id } of ordered.filter((half) => half.event.reading.role === 'ending')) {
    const beginning = findBeginning(event, candidates(event, endedNano, beginnings), taken);
    if (beginning !== null) taken.add(beginning.id);
    calls.set(id, { ending: event, beginning: beginning?.event ?? null });
    endedNano = event.record.timeUnixNano;
  }
  return calls;
}

/** From where in `beginnings` to where, the last of them first. */
function* candidates(ending: AgentEvent, endedNano: bigint, beginnings: readonly HalfCall[]): Generator<HalfCall> {
  const end = ending.record.timeUnixNano;
  const { durationMs } = ending.reading;
  const to = durationMs === null ? end : end - toNano(durationMs - AFTER_MS);
  const from = durationMs === null ? laterOf(endedNano, end - toNano(CALL_MS_MAX)) : to - toNano(BEFORE_MS + AFTER_MS);
  for (let index = firstAfter(beginnings, to) - 1; index >= 0; index -= 1) {
    const half = beginnings[index];
    if (half === undefined || half.event.record.timeUnixNano < from) return;
    yield half;
  }
}

function findBeginning(ending: AgentEvent, found: Iterable<HalfCall>, taken: ReadonlySet<string>): HalfCall | null {
  const { durationMs } = ending.reading;
  let best: HalfCall | null = null;
  let bestMs = Infinity;
  for (const half of found) {
    if (taken.has(half.id)) continue;
    if (durationMs === null) return half;
    const apartMs = Math.abs(msBetween(half.event.record.timeUnixNano, ending.record.timeUnixNano) - durationMs);
    if (apartMs >= bestMs) continue;
    best = half;
    bestMs = apartMs;
  }
  return best;
}

function firstAfter(halves: readonly HalfCall[], nano: bigint): number {
  let [low, high] = [0, halves.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((halves[middle]?.event.record.timeUnixNano ?? 0n) <= nano) low = middle + 1;
    else high = middle;
  }
  return low;
}

function laterOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function toNano(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}

function msBetween(from: bigint, to: bigint): number {
  return Number(to - from) / 1e6;
}

function compareHalves(a: HalfCall, b: HalfCall): number {
  const [at, bt] = [a.event.record.timeUnixNano, b.event.record.timeUnixNano];
  if (at !== bt) return at < bt ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
