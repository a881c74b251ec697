/** Chains of traces without session ids in Maps: by trace, and by key who offers and who wants it. */
import { isAnswered, offersOf, openWantsOf, type ChainRecord } from '../sessions/chain-record.ts';
import type { ChainRows, OfferingTrace, TracePlace } from '../sessions/chain-rows.ts';

interface Entry {
  readonly startMs: number;
  readonly inner: boolean;
}

type KeyIndex = Map<string, Map<string, Entry>>;

export class MemoryChains implements ChainRows {
  readonly #records = new Map<string, ChainRecord>();
  readonly #offers: KeyIndex = new Map();
  readonly #wants: KeyIndex = new Map();
  readonly #linked = new Map<string, Set<string>>();

  clear(): void {
    for (const map of [this.#records, this.#offers, this.#wants, this.#linked]) map.clear();
  }

  readChain(traceId: string): ChainRecord | null {
    return this.#records.get(traceId) ?? null;
  }

  writeChain(before: ChainRecord | null, after: ChainRecord): void {
    if (before !== null) this.deleteChain(before);
    const { traceId, link } = after;
    this.#records.set(traceId, after);
    for (const [key, offer] of offersOf(after)) enter(this.#offers, key, [traceId, offer]);
    for (const { key, startMs } of openWantsOf(after)) enter(this.#wants, key, [traceId, { startMs, inner: false }]);
    if (link === null) return;
    const linked = this.#linked.get(link.parentTraceId) ?? new Set();
    this.#linked.set(link.parentTraceId, linked.add(traceId));
  }

  deleteChain({ traceId, link, ...record }: ChainRecord): void {
    this.#records.delete(traceId);
    for (const key of offersOf({ traceId, link, ...record }).keys()) leave(this.#offers, key, traceId);
    for (const { key } of record.wants) leave(this.#wants, key, traceId);
    const linked = link === null ? undefined : this.#linked.get(link.parentTraceId);
    linked?.delete(traceId);
    if (link !== null && linked?.size === 0) this.#linked.delete(link.parentTraceId);
  }

  findOffers(key: string, beforeMs: number, limit: number): readonly OfferingTrace[] {
    return [...(this.#offers.get(key) ?? [])]
      .filter(([, { startMs }]) => startMs < beforeMs)
      .sort(([a, one], [b, other]) => other.startMs - one.startMs || (a < b ? 1 : -1))
      .slice(0, limit)
      .flatMap(([traceId, { inner }]) => {
        const record = this.#records.get(traceId);
        return record === undefined ? [] : [{ traceId, startMs: record.startMs, userId: record.userId, inner }];
      });
  }

  findWants(key: string, fromMs: number, limit: number): readonly string[] {
    return [...(this.#wants.get(key) ?? [])]
      .filter(([, { startMs }]) => startMs >= fromMs)
      .sort(([a, one], [b, other]) => one.startMs - other.startMs || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([traceId]) => traceId);
  }

  findLinked(parentTraceId: string): readonly TracePlace[] {
    return [...(this.#linked.get(parentTraceId) ?? [])].flatMap((traceId) => this.#records.get(traceId) ?? []);
  }

  isContinued(parentTraceId: string, key: string, before: TracePlace): boolean {
    for (const traceId of this.#linked.get(parentTraceId) ?? []) {
      const record = this.#records.get(traceId);
      if (record?.link?.key !== key || !isAnswered(record)) continue;
      if (record.startMs < before.startMs || (record.startMs === before.startMs && traceId < before.traceId))
        return true;
    }
    return false;
  }
}

function enter(index: KeyIndex, key: string, [traceId, entry]: readonly [string, Entry]): void {
  const traces = index.get(key) ?? new Map<string, Entry>();
  index.set(key, traces.set(traceId, entry));
}

function leave(index: KeyIndex, key: string, traceId: string): void {
  const traces = index.get(key);
  traces?.delete(traceId);
  if (traces?.size === 0) index.delete(key);
}
