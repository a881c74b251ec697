/**
 * A trace's summary from its spans: pure, and the same for every order of arrival. It is computed again whenever a span of
 * the trace comes, and the difference to the summary before is what moves the session's, the agent's and the charts' numbers.
 */
import type { SpanFacts } from './span-facts.ts';
import { effectiveTimes } from './span-facts.ts';
import { countCalls } from './count-calls.ts';
import { agentOf, identifyAgent } from './identify-agent.ts';
import { sketchBin } from './sketch.ts';
import { SpanTree } from './span-tree.ts';
import { combineCalls, NO_CALLS, NO_TOTALS } from './totals.ts';
import { SERIES_STEP_MS, type SeriesEntry, type TraceSummary } from './trace-summary.ts';
import type { SessionKey } from '../model/mapped-span.ts';
import type { ModelCallTotals } from '../model/session.ts';

/** @param spans all spans of one trace by id, at least one, in any order. */
export function summarizeTrace(spans: ReadonlyMap<string, SpanFacts>): TraceSummary {
  const tree = new SpanTree(spans);
  const { modelCalls, usage, toolCalls, repeats } = countCalls(tree);
  const failed = tree.ordered.filter((span) => span.status === 'error');
  const aroundFailed = tree.ancestorsOf(failed);
  const calls = new Set(modelCalls);
  const billed = new Set(usage);
  /*
   * A call that ended well cost something; where neither it nor a span around it says how much, the sum is not the whole.
   * Mastra (1.4) says of a call that failed that it is well: what it has not is an answer's id, and its agent has failed.
   */
  const hasFailed = (span: SpanFacts): boolean =>
    span.status === 'error' ||
    (span.responseId === null && tree.nearest(span, ({ status }) => status === 'error') !== undefined);
  const isUntold = (span: SpanFacts): boolean =>
    span.usage === null &&
    !hasFailed(span) &&
    span.endUnixNano !== 0n &&
    tree.nearest(span, (ancestor) => billed.has(ancestor)) === undefined;
  const series = new SeriesBuilder();
  for (const span of tree.ordered) {
    const [isCall, isBilled] = [calls.has(span), billed.has(span)];
    if (isCall || isBilled) series.add(span, callTotals(span, { isCall, isBilled, isUntold: isUntold(span) }));
  }
  const times = tree.ordered.map(timesOf);
  return {
    totals: {
      ...NO_TOTALS,
      ...series.sum(),
      spans: tree.ordered.length,
      toolUses: toolCalls.length,
      failures: failed.filter((span) => !aroundFailed.has(span) && repeats.get(span)?.status !== 'error').length,
      responseTimeUs: modelCalls.reduce((total, span) => total + timesOf(span).durationUs, 0),
      responseTimes: countNames(modelCalls.map((span) => timesOf(span).bin)),
      models: countNames(modelCalls.map((span) => span.model)),
      providers: countNames(modelCalls.map((span) => span.provider)),
      toolsUsed: countNames(toolCalls.map((span) => span.toolName)),
      toolFailures: countNames(toolCalls.filter((span) => span.status === 'error').map((span) => span.toolName)),
      availableTools: countNames(distinct(tree.ordered, (span) => span.availableTools)),
      agents: countNames(new Set(tree.ordered.map((span) => agentOf(span)?.id ?? null))),
      agentVersions: countNames(new Set(tree.ordered.map((span) => span.agentVersion))),
      tags: countNames(distinct(tree.ordered, (span) => span.tags)),
    },
    startMs: times.reduce((least, { startMs }) => Math.min(least, startMs), Infinity),
    endMs: times.reduce((most, { endMs }) => Math.max(most, endMs), -Infinity),
    sessionKey: bestSessionKey(tree.ordered),
    ...(isKeyAnnounced(tree.ordered) && { isKeyAnnounced: true }),
    agent: identifyAgent(tree),
    workflowId: tree.ordered.find((span) => span.workflowId !== null)?.workflowId ?? null,
    userId: tree.ordered.find((span) => span.userId !== null)?.userId ?? null,
    endsSession: tree.ordered.some((span) => span.endsSession),
    series: series.entries(),
  };
}

interface CallRole {
  readonly isCall: boolean;
  readonly isBilled: boolean;
  readonly isUntold: boolean;
}

function callTotals(span: SpanFacts, { isCall, isBilled, isUntold }: CallRole): ModelCallTotals {
  const priced = isBilled && span.costNanoUsd !== null;
  return {
    calls: isCall ? 1 : 0,
    errors: isCall && span.status === 'error' ? 1 : 0,
    usage: isBilled && span.usage !== null ? span.usage : NO_CALLS.usage,
    costNanoUsd: priced ? (span.costNanoUsd ?? 0) : 0,
    unpricedCalls: (isBilled && !priced) || (isCall && isUntold) ? 1 : 0,
  };
}

/** @param ordered by start. */
export function bestSessionKey(ordered: readonly SpanFacts[]): SessionKey | null {
  let best: SessionKey | null = null;
  for (const { sessionKey } of ordered) {
    if (sessionKey !== null && (best === null || sessionKey.rank < best.rank)) best = sessionKey;
  }
  return best;
}

function isKeyAnnounced(ordered: readonly SpanFacts[]): boolean {
  let isSaid = false;
  for (const { sessionKey, endUnixNano } of ordered) {
    if (sessionKey === null) continue;
    if (endUnixNano !== 0n) return false;
    isSaid = true;
  }
  return isSaid;
}

function countNames<K>(names: Iterable<K | null>): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  // Neighbours mostly have the same name: counted in runs, a third of the time.
  let last: K | null = null;
  let run = 0;
  const close = (): void => {
    if (last !== null) counts.set(last, (counts.get(last) ?? 0) + run);
  };
  for (const name of names) {
    if (name === last) run += 1;
    else {
      close();
      [last, run] = [name, 1];
    }
  }
  close();
  return counts;
}

function distinct(spans: readonly SpanFacts[], read: (span: SpanFacts) => readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const span of spans) for (const name of read(span)) names.add(name);
  return names;
}

interface Times {
  readonly startMs: number;
  readonly endMs: number;
  readonly durationUs: number;
  /** Of the duration. */
  readonly bin: number;
}

/* Not state that anything depends on: facts never change, and a trace of thousands of spans is summarized thousands of times. */
const knownTimes = new WeakMap<SpanFacts, Times>();

function timesOf(span: SpanFacts): Times {
  const known = knownTimes.get(span);
  if (known !== undefined) return known;
  const { startUnixNano, endUnixNano } = span;
  const durationUs = endUnixNano > startUnixNano ? Number((endUnixNano - startUnixNano) / 1000n) : 0;
  const times = { ...effectiveTimes(span), durationUs, bin: sketchBin(durationUs) };
  knownTimes.set(span, times);
  return times;
}

interface SeriesSlot {
  readonly startMs: number;
  readonly model: string;
  calls: ModelCallTotals;
  readonly times: number[];
  readonly firstTokens: number[];
}

class SeriesBuilder {
  readonly #slots = new Map<string, SeriesSlot>();
  /** Of the span before: nearly always the next one's too. */
  #slot: SeriesSlot | null = null;

  add(span: SpanFacts, part: ModelCallTotals): void {
    const { startMs, bin } = timesOf(span);
    const slot = this.#slotOf(Math.floor(startMs / SERIES_STEP_MS) * SERIES_STEP_MS, span.model ?? '');
    slot.calls = combineCalls(slot.calls, part, 1);
    if (part.calls === 0) return;
    slot.times.push(bin);
    if (span.timeToFirstTokenMs !== null) slot.firstTokens.push(sketchBin(span.timeToFirstTokenMs * 1000));
  }

  entries(): readonly SeriesEntry[] {
    return [...this.#slots.values()].map(({ startMs, model, calls, times, firstTokens }) => ({
      startMs,
      model,
      calls,
      responseTimes: countNames(times),
      timesToFirstToken: countNames(firstTokens),
    }));
  }

  sum(): ModelCallTotals {
    return [...this.#slots.values()].reduce((sum, { calls }) => combineCalls(sum, calls, 1), NO_CALLS);
  }

  #slotOf(startMs: number, model: string): SeriesSlot {
    if (this.#slot?.startMs === startMs && this.#slot.model === model) return this.#slot;
    const key = `${startMs} ${model}`;
    const slot = this.#slots.get(key) ?? { startMs, model, calls: NO_CALLS, times: [], firstTokens: [] };
    this.#slots.set(key, slot);
    this.#slot = slot;
    return slot;
  }
}
