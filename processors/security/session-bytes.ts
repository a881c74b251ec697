/** What is kept of a session for the checks: its numbers as JSON. What another version or nobody wrote is null. */
import { hash } from 'node:crypto';

import type { CompletedSession } from '../processor.ts';
import type { CallPlace, SessionNumbers } from '../session-numbers.ts';
import type { TimelineSpan } from '../../collector/model/session.ts';
import { inputTokens, outputTokens } from '../../collector/model/usage.ts';

/** Rises with every change of what is read of a session. */
export const SESSION_BYTES_VERSION = 1;

export interface KeptSession {
  readonly numbers: SessionNumbers;
  /** Says which sessions are the newer ones, nothing else. */
  readonly endedMs: number;
  /** SHA-256 of the bytes: 10,000 sessions are named by what they are in 10 ms instead of 40. */
  readonly digest: string;
}

const LARGEST_CALLS_MAX = 3;

export function encodeSession(session: CompletedSession): Uint8Array {
  const { record } = session;
  const { usage, toolUses, availableTools, toolsUsed } = record.totals;
  const numbers: SessionNumbers = {
    sessionId: record.id,
    totalTokens: inputTokens(usage) + outputTokens(usage),
    cacheReadTokens: usage.cacheRead,
    toolUses,
    durationMs: Math.max(0, record.lastActivityMs - record.createdAtMs),
    models: listModels(session),
    availableTools: [...availableTools.keys()],
    usedTools: [...toolsUsed.keys()],
    largestCalls: findLargestCalls(session),
  };
  return new TextEncoder().encode(
    JSON.stringify({ numbers, endedMs: record.lastActivityMs } satisfies Omit<KeptSession, 'digest'>),
  );
}

function isModelCall({ kind }: TimelineSpan): boolean {
  return kind === 'llm.chat' || kind === 'llm.completion';
}

/** As asked for; where spans were left out or tell no calls, what the session's sums say. */
function listModels({ record, spans, spansLeftOut }: CompletedSession): string[] {
  const asked = spans.flatMap(({ span, requestedModel }) =>
    isModelCall(span) ? (requestedModel ?? span.model ?? []) : [],
  );
  const isWhole = spansLeftOut === 0 && asked.length > 0;
  return [...new Set(isWhole ? asked : [...asked, ...record.totals.models.keys()])].sort();
}

/** A framework's span around a client's tells of the same call: the inner one stands. */
function findLargestCalls({ spans }: CompletedSession): CallPlace[] {
  const calls = spans.map(({ span }) => span).filter(isModelCall);
  const parents = new Set(calls.map(({ traceId, parentSpanId }) => `${traceId}.${parentSpanId}`));
  return calls
    .filter(({ traceId, spanId }) => !parents.has(`${traceId}.${spanId}`))
    .map(({ traceId, spanId, usage }) => ({
      traceId,
      spanId,
      totalTokens: usage === null ? 0 : inputTokens(usage) + outputTokens(usage),
    }))
    .filter(({ totalTokens }) => totalTokens > 0)
    .sort((a, b) => b.totalTokens - a.totalTokens || (a.spanId < b.spanId ? -1 : 1))
    .slice(0, LARGEST_CALLS_MAX);
}

/** Only this processor's own bytes of this version get here, so what parses has this shape. */
export function decodeSession(bytes: Uint8Array): KeptSession | null {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const kept = JSON.parse(new TextDecoder().decode(bytes)) as Omit<KeptSession, 'digest'>;
    return { ...kept, digest: hash('sha256', bytes, 'hex') };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
