/**
 * Notices after the fact: something was committed. They carry ids, never data, so that a reader who missed one only has
 * to read again. A listener that throws does not stop the others or the sender.
 */
export interface TouchedSession {
  readonly id: string;
  readonly agentId: string;
  /** When the server took the newest span in, ms since 1970: what idleness is measured from. */
  readonly lastReceivedMs: number;
  /** A span said that the session is over. */
  readonly ended: boolean;
}

export interface Notices {
  'spans.stored': { readonly sessions: readonly TouchedSession[]; readonly spanCount: number };
  'session.ended': { readonly sessionIds: readonly string[] };
  /** A run is kept, be it one that failed. */
  'analysis.finished': { readonly agentId: string; readonly analysisId: string; readonly ok: boolean };
  /** Findings came, changed or were cleared, or a person set their status. */
  'findings.stored': { readonly agentIds: readonly string[]; readonly sessionIds: readonly string[] };
}

export type Topic = keyof Notices;

/** Topic and listener are entered together, so what a listener is handed is always its own topic's notice. */
type Listener = { bivariant(notice: Notices[Topic]): void }['bivariant'];

export class Bus {
  readonly #listeners = new Map<Topic, Set<Listener>>();

  /** @returns a function that ends the subscription. */
  subscribe<T extends Topic>(topic: T, listener: (notice: Notices[T]) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  publish<T extends Topic>(topic: T, notice: Notices[T]): void {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try {
        listener(notice);
      } catch (error) {
        // A broken listener is a bug of ours; the commit it was told of stands, and the others still want to know.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}
