/**
 * What the analysis is told of one completed session: who said what and which tools were called, in the order in which it
 * happened. The same call may be told up to three times (the model asks for it, a span executes it, the next request
 * answers it); that they are one step is found here (`session-steps.ts`), not by whoever builds this.
 */
export interface SessionTrace {
  readonly sessionId: string;
  /** Name of the configuration it ran with (`identifyVersion`), null where nothing tells it. */
  readonly version: string | null;
  /** When it ended, in ms since 1970. Says which sessions are the newer ones, nothing else. */
  readonly endedMs: number;
  readonly durationMs: number | null;
  readonly models: readonly string[];
  readonly modelCalls: number;
  readonly tokens: number | null;
  /** Billionths of a US dollar; null while any call has no known price. */
  readonly costNanoUsd: number | null;
  readonly records: readonly TraceRecord[];
}

/** Where a record was told; nothing is made of it but a way back. */
export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
}

/** `turn` is the number of the model call that asked for the step; null where there is none to be seen. */
export type TraceRecord =
  /** Words of the user or of the system prompt. Telling one again (a history sent anew) changes nothing. */
  | { readonly type: 'text'; readonly text: string }
  /** The model's output asks for a tool. */
  | {
      readonly type: 'tool_asked';
      readonly callId: string | null;
      readonly name: string;
      readonly arguments: unknown;
      readonly turn: number | null;
      readonly place?: SpanPlace;
    }
  /** A tool's span. Arguments and result are null where it does not tell them. */
  | {
      readonly type: 'tool_executed';
      readonly callId: string | null;
      readonly name: string;
      readonly arguments: unknown;
      readonly result: unknown;
      readonly failed: boolean;
      readonly durationMs: number | null;
      readonly turn: number | null;
      readonly place?: SpanPlace;
    }
  /** A result among the messages of a later request; `turn` is the turn of the request that carries it. */
  | {
      readonly type: 'tool_answered';
      readonly callId: string | null;
      readonly name: string | null;
      readonly result: unknown;
      readonly failed: boolean;
      readonly turn: number | null;
    }
  | { readonly type: 'handoff'; readonly agent: string; readonly turn: number | null; readonly place?: SpanPlace };
