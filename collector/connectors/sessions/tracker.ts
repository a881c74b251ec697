/**
 * Knows the sessions that are active and which of them are due: idle by the server's clock, or over because a span said
 * so. Pure: it is told the time. The store has the last word, so an entry here is only a reason to ask it.
 */
import type { TouchedSession } from '../../bus.ts';

interface Entry {
  readonly lastReceivedMs: number;
  readonly ended: boolean;
}

/** One completion: the sessions, and since when they must not have taken a span to be completed. */
export interface DueSessions {
  readonly idleSinceMs: number;
  /** Each as it was known when it fell due. */
  readonly sessions: ReadonlyMap<string, Entry>;
}

export class SessionTracker {
  readonly #idleTimeoutMs: number;
  readonly #active = new Map<string, Entry>();

  constructor(idleTimeoutMs: number) {
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  get size(): number {
    return this.#active.size;
  }

  touch({ id, lastReceivedMs, ended }: Pick<TouchedSession, 'id' | 'lastReceivedMs' | 'ended'>): void {
    const known = this.#active.get(id);
    // Batches are committed side by side; a notice that was overtaken takes neither deadline nor end back.
    const overtaken = known !== undefined && known.lastReceivedMs > lastReceivedMs;
    // Always a new entry: that it is another one is how `forget` sees that the session was touched.
    this.#active.set(id, overtaken ? { ...known } : { lastReceivedMs, ended });
  }

  /**
   * @param max at most so many sessions, the ones that are over first
   * @returns those that are over and those that are idle, which the store is asked about in different words
   */
  due(nowMs: number, max: number): readonly DueSessions[] {
    const idleSinceMs = nowMs - this.#idleTimeoutMs;
    const ended = new Map<string, Entry>();
    const idle = new Map<string, Entry>();
    for (const [id, entry] of this.#active) {
      if (entry.ended && ended.size < max) ended.set(id, entry);
      else if (!entry.ended && entry.lastReceivedMs <= idleSinceMs && idle.size < max) idle.set(id, entry);
    }
    const endedSinceMs = [...ended.values()].reduce((latest, entry) => Math.max(latest, entry.lastReceivedMs), nowMs);
    return [
      { sessions: ended, idleSinceMs: endedSinceMs },
      { sessions: new Map([...idle].slice(0, max - ended.size)), idleSinceMs },
    ].filter(({ sessions }) => sessions.size > 0);
  }

  /**
   * Lets go of sessions the store was asked about, completed or not: one that it did not complete is gone, or took a span of
   * which a notice is under way. One that was touched while the store was at it stays.
   */
  forget({ sessions }: DueSessions): void {
    for (const [id, entry] of sessions) if (this.#active.get(id) === entry) this.#active.delete(id);
  }
}
