/** Chains of traces without session ids as rows of the writer's connection. */
import type Database from 'better-sqlite3';

import { isAnswered, offersOf, openWantsOf, type ChainRecord } from '../../sessions/chain-record.ts';
import type { ChainRows, OfferingTrace, TracePlace } from '../../sessions/chain-rows.ts';
import { pack, unpack } from '../../store/pack.ts';
import { readQuery } from './queries.ts';
import type { SessionRowStore } from './session-row-store.ts';

/** Some 100 bytes each with their indexes. What is older cannot be continued any more; sessions stay as they are. */
export const CHAIN_KEYS_MAX = 1_000_000;

const OFFER = 0;
const WANT = 1;

interface ChainColumns {
  readonly trace_id: Buffer;
  readonly start_ms: number;
  readonly user_id: string | null;
  readonly inner: number;
}

export class ChainRowStore implements ChainRows {
  readonly #traces: Pick<SessionRowStore, 'traceKey'>;
  readonly #select: Database.Statement;
  readonly #upsert: Database.Statement;
  readonly #delete: Database.Statement;
  readonly #deleteKeys: Database.Statement;
  readonly #insertKey: Database.Statement;
  readonly #offers: Database.Statement;
  readonly #wants: Database.Statement;
  readonly #linked: Database.Statement;
  readonly #continued: Database.Statement;
  readonly #deleteOldest: Database.Statement;

  constructor(database: Database.Database, traces: Pick<SessionRowStore, 'traceKey'>) {
    const prepare = (name: string): Database.Statement => database.prepare(readQuery(name));
    this.#traces = traces;
    this.#select = prepare('select-chain');
    this.#upsert = prepare('upsert-chain');
    this.#delete = prepare('delete-chain');
    this.#deleteKeys = prepare('delete-chain-keys');
    this.#insertKey = prepare('insert-chain-key');
    this.#offers = prepare('select-chain-offers');
    this.#wants = prepare('select-chain-wants');
    this.#linked = prepare('select-linked-chains');
    this.#continued = prepare('select-chain-continued');
    this.#deleteOldest = prepare('delete-oldest-chain-keys');
  }

  readChain(traceId: string): ChainRecord | null {
    const row = this.#select.get(this.#traces.traceKey(traceId)) as { record: string } | undefined;
    return row === undefined ? null : unpack<ChainRecord>(row.record);
  }

  writeChain(before: ChainRecord | null, after: ChainRecord): void {
    const { traceId, startMs, userId, link } = after;
    const traceKey = this.#traces.traceKey(traceId);
    this.#upsert.run({
      traceKey,
      traceId: Buffer.from(traceId, 'hex'),
      startMs,
      userId,
      answered: isAnswered(after) ? 1 : 0,
      parentTraceId: link === null ? null : Buffer.from(link.parentTraceId, 'hex'),
      parentKey: link === null ? null : toInteger(link.key),
      record: pack(after),
    });
    if (before !== null) this.#deleteKeys.run(traceKey);
    for (const [key, offer] of offersOf(after)) {
      this.#insertKey.run(toInteger(key), OFFER, offer.startMs, traceKey, offer.inner ? 1 : 0);
    }
    for (const want of openWantsOf(after)) this.#insertKey.run(toInteger(want.key), WANT, want.startMs, traceKey, 0);
  }

  deleteChain({ traceId }: ChainRecord): void {
    const traceKey = this.#traces.traceKey(traceId);
    this.#deleteKeys.run(traceKey);
    this.#delete.run(traceKey);
  }

  findOffers(key: string, beforeMs: number, limit: number): readonly OfferingTrace[] {
    const rows = this.#offers.all({ key: toInteger(key), beforeMs, limit }) as ChainColumns[];
    return rows.map((row) => ({
      traceId: row.trace_id.toString('hex'),
      startMs: row.start_ms,
      userId: row.user_id,
      inner: row.inner !== 0,
    }));
  }

  findWants(key: string, fromMs: number, limit: number): readonly string[] {
    const rows = this.#wants.all({ key: toInteger(key), fromMs, limit }) as ChainColumns[];
    return rows.map((row) => row.trace_id.toString('hex'));
  }

  findLinked(parentTraceId: string): readonly TracePlace[] {
    const rows = this.#linked.all(Buffer.from(parentTraceId, 'hex')) as ChainColumns[];
    return rows.map((row) => ({ traceId: row.trace_id.toString('hex'), startMs: row.start_ms }));
  }

  isContinued(parentTraceId: string, key: string, before: TracePlace): boolean {
    const found = this.#continued.get({
      parentTraceId: Buffer.from(parentTraceId, 'hex'),
      key: toInteger(key),
      startMs: before.startMs,
      traceId: Buffer.from(before.traceId, 'hex'),
    });
    return found !== undefined;
  }

  /** Lets the oldest keys go until the limit holds. @returns how many went. */
  prune(keysMax = CHAIN_KEYS_MAX): number {
    return this.#deleteOldest.run(keysMax).changes;
  }
}

function toInteger(key: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${key}`));
}
