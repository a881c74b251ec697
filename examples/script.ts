/**
 * What the fake model says in one conversation: the n-th move answers the request that already holds n assistant messages.
 * So the model keeps no state, and a request sent twice gets the same answer, as it must for retries.
 */
export interface Move {
  readonly text?: string;
  readonly calls?: readonly PlannedCall[];
  /** Tokens the model thinks before it speaks; counted as output, never sent. */
  readonly reasoningTokens?: number;
  /** What the first attempts get instead; the attempt after the last fault is answered. */
  readonly faults?: readonly Fault[];
}

export interface PlannedCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface Fault {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export type Script = readonly Move[];

export function say(text: string, reasoningTokens = 0): Move {
  return { text, reasoningTokens };
}

export function call(tool: string, args: PlannedCall['arguments'], text?: string): Move {
  return { calls: [{ tool, arguments: args }], ...(text === undefined ? {} : { text }) };
}
