/**
 * Ties traces that continue each other. Each trace links to at most one earlier trace; a session is a tree of them, and its id
 * that of its root. Which trace another one links to is decided in order of start, whatever the order of arrival: when a trace
 * comes late, those after it that may decide otherwise decide again.
 */
import { isAnswered, offersOf, wantsOf, type ChainLink, type ChainRecord } from './chain-record.ts';
import type { LinkKind } from './chain-call.ts';
import type { ChainRows, TracePlace } from './chain-rows.ts';

/** The session a trace belongs to and how that was found; null: the trace is the first, or the only one. */
export interface Home {
  readonly sessionId: string;
  readonly linkedBy: LinkKind | null;
}

export interface ChainChange {
  readonly before: ChainRecord | null;
  /** Null when the trace has a session id now. */
  readonly after: ChainRecord | null;
}

/**
 * Many conversations may begin with the same words and get the same answer. Of those, so many before a trace are considered to
 * be what it continues, and so many after it decide again when it comes late. Beyond that the result may depend on the order
 * of arrival.
 */
const CANDIDATES_MAX = 64;
const DECIDE_AGAIN_MAX = 256;

/**
 * @param changes by trace; their rows are written here.
 * @param readHome where a trace is now; null for one that has no row yet.
 * @returns the homes of the changed traces, and of others whose home is another one now.
 */
export function linkTraces(
  rows: ChainRows,
  changes: ReadonlyMap<string, ChainChange>,
  readHome: (traceId: string) => Home | null,
): ReadonlyMap<string, Home> {
  const homes = new Map<string, Home>();
  const queue = new Queue(rows);
  for (const [traceId, { before, after }] of changes) {
    if (after !== null) queue.add(after);
    else if (before !== null) {
      rows.deleteChain(before);
      queue.addLinked(traceId);
    }
  }
  for (const { before, after } of changes.values()) queue.addAffected(before, after);
  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    const { traceId } = next;
    const standing = rows.readChain(traceId);
    const record = changes.get(traceId)?.after ?? standing;
    if (record === null) continue;
    const link = chooseLink(rows, record);
    const moved = !isSameLink(standing?.link ?? null, link);
    if (moved || record !== standing) rows.writeChain(standing, { ...record, link });
    if (moved) for (const key of [standing?.link?.key, link?.key]) queue.addWanting(key, next.startMs);
    const before = readHome(traceId);
    const home = homeOf(traceId, link, (parent) => homes.get(parent) ?? readHome(parent));
    homes.set(traceId, home);
    if (before !== null && before.sessionId !== home.sessionId) queue.addLinked(traceId);
  }
  return homes;
}

function homeOf(traceId: string, link: ChainLink | null, read: (traceId: string) => Home | null): Home {
  const parent = link === null ? null : read(link.parentTraceId);
  return link === null || parent === null
    ? { sessionId: traceId, linkedBy: null }
    : { sessionId: parent.sessionId, linkedBy: link.by };
}

/**
 * The first of what the trace wants that an earlier trace offers. Where several offer it, the same user's go before others and
 * one that nobody continued yet before one that somebody did: two people who say the same stay two. A different user's never.
 */
function chooseLink(rows: ChainRows, record: ChainRecord): ChainLink | null {
  for (const { key, by, startMs } of wantsOf(record)) {
    const offering = rows
      .findOffers(key, startMs, CANDIDATES_MAX)
      .filter((trace) => isEarlier(trace, record) && mayBeSameUser(trace.userId, record.userId));
    const ofUser = offering.filter(({ userId }) => userId !== null && userId === record.userId);
    const candidates = ofUser.length > 0 ? ofUser : offering;
    const free = candidates.find(({ traceId, inner }) => !inner && !rows.isContinued(traceId, key, record));
    const chosen = free ?? candidates[0];
    if (chosen !== undefined) return { parentTraceId: chosen.traceId, key, by };
  }
  return null;
}

function mayBeSameUser(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}

function isEarlier(a: TracePlace, b: TracePlace): boolean {
  return a.startMs < b.startMs || (a.startMs === b.startMs && a.traceId < b.traceId);
}

function isSameLink(a: ChainLink | null, b: ChainLink | null): boolean {
  return a?.parentTraceId === b?.parentTraceId && a?.key === b?.key && a?.by === b?.by;
}

/** Traces that have to decide, the earliest first: a decision depends only on traces before it, so each decides once. */
class Queue {
  readonly #rows: ChainRows;
  readonly #places = new Map<string, TracePlace>();

  constructor(rows: ChainRows) {
    this.#rows = rows;
  }

  add({ traceId, startMs }: TracePlace): void {
    if (!this.#places.has(traceId)) this.#places.set(traceId, { traceId, startMs });
  }

  /** Everybody whose choice depends on what of a trace is another now. */
  addAffected(before: ChainRecord | null, after: ChainRecord | null): void {
    const old = before === null ? new Map<string, never>() : offersOf(before);
    const offers = after === null ? new Map<string, never>() : offersOf(after);
    const same = before !== null && after !== null && isSamePlace(before, after);
    for (const key of new Set([...old.keys(), ...offers.keys()])) {
      const [a, b] = [old.get(key), offers.get(key)];
      if (same && a?.startMs === b?.startMs && a?.inner === b?.inner) continue;
      this.addWanting(key, Math.min(a?.startMs ?? Infinity, b?.startMs ?? Infinity));
    }
    if (before !== null && (!same || isAnswered(before) !== (after !== null && isAnswered(after)))) {
      this.addWanting(before.link?.key, Math.min(before.startMs, after?.startMs ?? Infinity));
    }
  }

  addWanting(key: string | undefined, fromMs: number): void {
    if (key === undefined) return;
    for (const traceId of this.#rows.findWants(key, fromMs, DECIDE_AGAIN_MAX)) this.#addKnown(traceId);
  }

  addLinked(traceId: string): void {
    for (const linked of this.#rows.findLinked(traceId)) this.add(linked);
  }

  take(): TracePlace | undefined {
    let first: TracePlace | undefined;
    for (const place of this.#places.values()) if (first === undefined || isEarlier(place, first)) first = place;
    if (first !== undefined) this.#places.delete(first.traceId);
    return first;
  }

  #addKnown(traceId: string): void {
    if (this.#places.has(traceId)) return;
    const record = this.#rows.readChain(traceId);
    if (record !== null) this.add(record);
  }
}

function isSamePlace(a: ChainRecord, b: ChainRecord): boolean {
  return a.startMs === b.startMs && a.userId === b.userId;
}
