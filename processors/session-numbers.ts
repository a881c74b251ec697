/**
 * What the checks of an agent are told of one completed session: its numbers, which are sums over calls counted once, and
 * where the dearest of them is to be seen. Plain data, so that a thread can be handed it.
 */
export interface SessionNumbers {
  readonly sessionId: string;
  /** Input and output of all calls, cached input included. */
  readonly totalTokens: number;
  readonly cacheReadTokens: number;
  readonly toolUses: number;
  readonly durationMs: number;
  /** As they were asked for, which is what a release pins; as they answered only where nothing says what was asked. */
  readonly models: readonly string[];
  readonly availableTools: readonly string[];
  readonly usedTools: readonly string[];
  /** The model calls that took most tokens, the dearest first. */
  readonly largestCalls: readonly CallPlace[];
}

export interface CallPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly totalTokens: number;
}
