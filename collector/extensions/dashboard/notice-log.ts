/**
 * Turns the bus's notices into the frames of the live stream: at most four a second of each topic, those in between joined
 * into one, the last few kept for clients that come back. Frames carry ids and never data.
 */
import type { Clock } from '../../clock.ts';

export const LIVE_TOPICS = ['spans.stored', 'session.ended', 'analysis.finished', 'findings.stored'] as const;
export type LiveTopic = (typeof LIVE_TOPICS)[number];

const TOPICS_OF_AGENTS: ReadonlySet<LiveTopic> = new Set(['analysis.finished', 'findings.stored']);

/** What changed; a topic that is not about agents names none. */
export interface Changed {
  readonly sessionIds?: readonly string[];
  readonly agentIds?: readonly string[];
}

export interface Frame {
  readonly id: number;
  /** As it goes over the wire. */
  readonly text: string;
}

const FRAME_INTERVAL_MS = 250;
/** Of one frame; with more changes a client reads everything again, which is cheaper than reading each. */
const IDS_MAX = 200;
/** Half a minute at the highest rate; browsers come back after 2 s. */
const FRAMES_KEPT = 256;

interface Pending {
  readonly sessionIds: Set<string>;
  readonly agentIds: Set<string>;
  /** Too many to be named. */
  isAll: boolean;
}

export class NoticeLog {
  readonly #clock: Clock;
  readonly #deliver: (frame: Frame) => void;
  readonly #frames: Frame[] = [];
  readonly #pending = new Map<LiveTopic, Pending>();
  readonly #cancels = new Map<LiveTopic, () => void>();
  #lastId: number;

  constructor(clock: Clock, deliver: (frame: Frame) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
    // Begins with the time, so that ids go on rising when the program is started again and no client takes old for new.
    this.#lastId = clock.nowMs();
  }

  get lastId(): number {
    return this.#lastId;
  }

  add(topic: LiveTopic, { sessionIds = [], agentIds = [] }: Changed): void {
    const pending = this.#pending.get(topic) ?? { sessionIds: new Set(), agentIds: new Set(), isAll: false };
    this.#pending.set(topic, pending);
    if (!pending.isAll) {
      for (const id of sessionIds) pending.sessionIds.add(id);
      for (const id of agentIds) pending.agentIds.add(id);
      pending.isAll = pending.sessionIds.size + pending.agentIds.size > IDS_MAX;
    }
    if (!this.#cancels.has(topic)) this.#send(topic);
  }

  /** @returns what came after that frame; null where it is not known any more what did. */
  since(id: number): readonly Frame[] | null {
    const oldest = this.#frames[0]?.id ?? this.#lastId + 1;
    if (id > this.#lastId || id < oldest - 1) return null;
    return this.#frames.filter((frame) => frame.id > id);
  }

  close(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }

  #send(topic: LiveTopic): void {
    const pending = this.#pending.get(topic);
    if (pending === undefined) return;
    this.#pending.delete(topic);
    // Ahead of the delivery: a client that answers a frame with a change must not be answered at once.
    const cancel = this.#clock.after(FRAME_INTERVAL_MS, () => {
      this.#cancels.delete(topic);
      this.#send(topic);
    });
    this.#cancels.set(topic, cancel);
    const { sessionIds, agentIds, isAll } = pending;
    const data = {
      session_ids: isAll ? [] : [...sessionIds],
      // Only where they are known: an empty list would say that no agent is concerned.
      ...(TOPICS_OF_AGENTS.has(topic) && { agent_ids: isAll ? [] : [...agentIds] }),
      all: isAll,
    };
    this.#lastId += 1;
    const frame = { id: this.#lastId, text: `id: ${this.#lastId}\nevent: ${topic}\ndata: ${JSON.stringify(data)}\n\n` };
    this.#frames.push(frame);
    if (this.#frames.length > FRAMES_KEPT) this.#frames.shift();
    this.#deliver(frame);
  }
}
