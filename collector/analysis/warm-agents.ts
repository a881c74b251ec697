/**
 * What the processors know of agents between two runs. Nothing here that could not be made again from the store: which agents
 * are remembered is a matter of memory, and the agent that nobody asked for longest goes first.
 */
export interface WarmAgent {
  /** The agent's version that its state has seen. */
  readonly version: number;
  /** Sessions that were looked at, the oldest first; true where one could not be read. */
  readonly sessions: ReadonlyMap<string, boolean>;
  /** By processor type. */
  readonly states: ReadonlyMap<string, unknown>;
}

const AGENTS_WARM_MAX = 64;
/** Measured with 10,000 sessions of made agents: 3.1 KB of heap for behaviour and 0.8 KB for the checks. */
const SESSION_BYTES = 4096;

export class WarmAgents {
  readonly #bytesMax: number;
  /** The one used last at the end. */
  readonly #agents = new Map<string, WarmAgent>();

  /** @param bytesMax of all of them together, estimated from their sessions. The newest one is kept whatever it takes. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get(agentId: string): WarmAgent | undefined {
    const found = this.#agents.get(agentId);
    if (found !== undefined) this.keep(agentId, found);
    return found;
  }

  keep(agentId: string, agent: WarmAgent): void {
    this.#agents.delete(agentId);
    this.#agents.set(agentId, agent);
    let bytes = 0;
    for (const { sessions } of this.#agents.values()) bytes += sessions.size * SESSION_BYTES;
    for (const [eldest, { sessions }] of this.#agents) {
      if (this.#agents.size <= 1 || (bytes <= this.#bytesMax && this.#agents.size <= AGENTS_WARM_MAX)) break;
      this.#agents.delete(eldest);
      bytes -= sessions.size * SESSION_BYTES;
    }
  }

  /** After a run that failed nobody knows what its state has seen. */
  drop(agentId: string): void {
    this.#agents.delete(agentId);
  }

  get size(): number {
    return this.#agents.size;
  }
}
