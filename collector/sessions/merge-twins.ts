/**
 * Calls that came both as a span and as log events: each is there once. The span stands, and takes from the events
 * what it does not say itself. Pure, and the same for every order in which they came.
 */
import type { SpanRecord } from '../model/session.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';
import { isModelCall } from './count-calls.ts';
import { isFromLogs } from './span-facts.ts';

export type TwinSpan = Pick<
  SpanRecord,
  | 'spanId'
  | 'kind'
  | 'vocabulary'
  | 'startUnixNano'
  | 'endUnixNano'
  | 'model'
  | 'responseId'
  | 'toolName'
  | 'toolCallId'
  | 'usage'
  | 'costNanoUsd'
  | 'timeToFirstTokenMs'
>;

/** Between the end of a span and the event that says so: agents log it next, and clocks are read twice. */
export const APART_MS = 2000;
const APART_NANO = BigInt(APART_MS) * 1_000_000n;

/** @param spans by what tells them apart. @returns the same map where nothing came twice. */
export function mergeTwins<Span extends TwinSpan>(spans: ReadonlyMap<string, Span>): ReadonlyMap<string, Span> {
  const twins = pairTwins(spans);
  if (twins.size === 0) return spans;
  const merged = new Map(spans);
  for (const [key, twinKey] of twins) {
    const [event, twin] = [spans.get(key), merged.get(twinKey)];
    if (event === undefined || twin === undefined) continue;
    merged.delete(key);
    merged.set(twinKey, fill(twin, event));
  }
  return merged;
}

/** @returns of each log event that tells of a span's call, the span; by what tells them apart. */
export function pairTwins<Span extends TwinSpan>(spans: ReadonlyMap<string, Span>): ReadonlyMap<string, string> {
  if (!spans.values().some(isFromLogs)) return NO_TWINS;
  const entries = [...spans].sort(([, a], [, b]) => compareEnd(a, b));
  const told = entries.filter(([, span]) => isFromLogs(span));
  if (told.length === entries.length) return NO_TWINS;
  const index = new SpanIndex(
    entries.flatMap(([, span]) => (isFromLogs(span) || span.endUnixNano === 0n ? [] : [span])),
  );
  const keys = new Map(entries.map(([key, span]) => [span, key]));
  return new Map(
    told.flatMap(([key, event]) => {
      const twin = index.find(event);
      const twinKey = twin === null ? undefined : keys.get(twin);
      return twinKey === undefined ? [] : [[key, twinKey] as const];
    }),
  );
}

const NO_TWINS: ReadonlyMap<string, string> = new Map();

class SpanIndex<Span extends TwinSpan> {
  /** By their end. */
  readonly #calls: readonly Span[];
  readonly #tools: readonly Span[];
  readonly #toolsById: ReadonlyMap<string, Span>;
  readonly #agents: readonly Span[];

  /** @param ordered by their end. */
  constructor(ordered: readonly Span[]) {
    this.#calls = ordered.filter(isModelCall);
    this.#tools = ordered.filter(({ kind }) => kind === 'tool');
    this.#toolsById = new Map(this.#tools.map((span) => [span.toolCallId ?? '', span]));
    this.#agents = ordered.filter(({ kind }) => kind === 'agent' || kind === 'workflow');
  }

  find(event: Span): Span | null {
    if (isModelCall(event)) return this.#findCall(event);
    if (event.kind === 'agent') return this.#agents.find((span) => overlap(span, event, 0n)) ?? null;
    if (event.kind !== 'tool') return null;
    const byId = event.toolCallId === null ? undefined : this.#toolsById.get(event.toolCallId);
    return byId ?? near(this.#tools, event, (span) => isSameTool(span, event)) ?? null;
  }

  #findCall(event: Span): Span | null {
    const found = near(this.#calls, event, (span) => isSameCall(span, event));
    if (found !== undefined || event.usage !== null) return found ?? null;
    // An attempt that failed: the call's span is around all attempts and may have gone on for long.
    return this.#calls.find((span) => isSameModel(span, event) && overlap(span, event, APART_NANO)) ?? null;
  }
}

/** @returns of the spans that end about when the event came the nearest that is wanted. */
function near<Span extends TwinSpan>(spans: readonly Span[], event: Span, wanted: (span: Span) => boolean) {
  const at = event.endUnixNano;
  let best: Span | undefined;
  for (let index = firstEndingFrom(spans, at - APART_NANO); index < spans.length; index += 1) {
    const span = spans[index];
    if (span === undefined || span.endUnixNano > at + APART_NANO) break;
    if (wanted(span) && (best === undefined || gap(span, event) < gap(best, event))) best = span;
  }
  return best;
}

function firstEndingFrom(spans: readonly TwinSpan[], nano: bigint): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.endUnixNano ?? 0n) < nano) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSameCall(span: TwinSpan, event: TwinSpan): boolean {
  if (span.responseId !== null && event.responseId !== null) return span.responseId === event.responseId;
  if (!isSameModel(span, event)) return false;
  if (span.usage === null || event.usage === null) return true;
  return inputTokens(span.usage) === inputTokens(event.usage) && outputTokens(span.usage) === outputTokens(event.usage);
}

function isSameModel(span: TwinSpan, event: TwinSpan): boolean {
  return span.model === null || event.model === null || span.model === event.model;
}

function isSameTool(span: TwinSpan, event: TwinSpan): boolean {
  if (span.toolCallId !== null && event.toolCallId !== null) return false;
  return span.toolName === event.toolName;
}

function overlap(a: TwinSpan, b: TwinSpan, apartNano: bigint): boolean {
  return a.startUnixNano <= b.endUnixNano + apartNano && b.startUnixNano <= a.endUnixNano + apartNano;
}

function gap(a: TwinSpan, b: TwinSpan): bigint {
  return a.endUnixNano > b.endUnixNano ? a.endUnixNano - b.endUnixNano : b.endUnixNano - a.endUnixNano;
}

/** Tokens and their cost go together. */
function fill<Span extends TwinSpan>(span: Span, event: Span): Span {
  const usage = span.usage === null && event.usage !== null ? event : span;
  return {
    ...span,
    model: span.model ?? event.model,
    usage: usage.usage,
    costNanoUsd: usage.costNanoUsd,
    timeToFirstTokenMs: span.timeToFirstTokenMs ?? event.timeToFirstTokenMs,
  };
}

function compareEnd(a: TwinSpan, b: TwinSpan): number {
  if (a.endUnixNano !== b.endUnixNano) return a.endUnixNano < b.endUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}
