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

/** @param spans all spans of one trace, at least one, in any order. */
export function summarizeTrace(spans: Iterable<SpanFacts>): TraceSummary {
  const tree = new SpanTree(spans);
  const { modelCalls, usage, toolCalls } = countCalls(tree);
  const calls = new Set(modelCalls);
  const billed = new Set(usage);
  const failed = tree.ordered.filter((span) => span.status === 'error');
  const aroundFailed = tree.ancestorsOf(failed);
  /* A call that ended well cost something; where neither it nor a span around it says how much, the sum is not the whole. */
  const isUntold = (span: SpanFacts): boolean =>
    span.usage === null &&
    span.status !== 'error' &&
    span.endUnixNano !== 0n &&
    tree.nearest(span, (ancestor) => billed.has(ancestor)) === undefined;
  const series = new SeriesBuilder();
  let sum: ModelCallTotals = NO_CALLS;
  for (const span of new Set([...modelCalls, ...usage])) {
    const part = callTotals(span, { isCall: calls.has(span), isBilled: billed.has(span), isUntold: isUntold(span) });
    sum = combineCalls(sum, part, 1);
    series.add(span, part);
  }
  const times = tree.ordered.map(effectiveTimes);
  const responseTimesUs = modelCalls.map(durationUs);
  return {
    totals: {
      ...NO_TOTALS,
      ...sum,
      spans: tree.ordered.length,
      toolUses: toolCalls.length,
      failures: failed.filter((span) => !aroundFailed.has(span)).length,
      responseTimeUs: responseTimesUs.reduce((total, us) => total + us, 0),
      responseTimes: countNames(responseTimesUs.map(sketchBin)),
      models: countNames(modelCalls.map((span) => span.model)),
      providers: countNames(modelCalls.map((span) => span.provider)),
      toolsUsed: countNames(toolCalls.map((span) => span.toolName)),
      toolFailures: countNames(toolCalls.filter((span) => span.status === 'error').map((span) => span.toolName)),
      availableTools: countNames(new Set(tree.ordered.flatMap((span) => span.availableTools))),
      agents: countNames(new Set(tree.ordered.map((span) => agentOf(span)?.id ?? null))),
      agentVersions: countNames(new Set(tree.ordered.map((span) => span.agentVersion))),
      tags: countNames(new Set(tree.ordered.flatMap((span) => span.tags))),
    },
    startMs: times.reduce((least, { startMs }) => Math.min(least, startMs), Infinity),
    endMs: times.reduce((most, { endMs }) => Math.max(most, endMs), -Infinity),
    sessionKey: bestSessionKey(tree.ordered),
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

function bestSessionKey(ordered: readonly SpanFacts[]): SessionKey | null {
  let best: SessionKey | null = null;
  for (const { sessionKey } of ordered) {
    if (sessionKey !== null && (best === null || sessionKey.rank < best.rank)) best = sessionKey;
  }
  return best;
}

function countNames<K>(names: Iterable<K | null>): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function durationUs(span: SpanFacts): number {
  return span.endUnixNano > span.startUnixNano ? Number((span.endUnixNano - span.startUnixNano) / 1000n) : 0;
}

interface SeriesSlot {
  entry: SeriesEntry;
  readonly times: number[];
  readonly firstTokens: number[];
}

class SeriesBuilder {
  readonly #entries = new Map<string, SeriesSlot>();

  add(span: SpanFacts, part: ModelCallTotals): void {
    const startMs = Math.floor(effectiveTimes(span).startMs / SERIES_STEP_MS) * SERIES_STEP_MS;
    const model = span.model ?? '';
    const key = `${startMs} ${model}`;
    const slot: SeriesSlot = this.#entries.get(key) ?? {
      entry: { startMs, model, calls: NO_CALLS, responseTimes: new Map(), timesToFirstToken: new Map() },
      times: [],
      firstTokens: [],
    };
    slot.entry = { ...slot.entry, calls: combineCalls(slot.entry.calls, part, 1) };
    if (part.calls > 0) slot.times.push(sketchBin(durationUs(span)));
    if (part.calls > 0 && span.timeToFirstTokenMs !== null)
      slot.firstTokens.push(sketchBin(span.timeToFirstTokenMs * 1000));
    this.#entries.set(key, slot);
  }

  entries(): readonly SeriesEntry[] {
    return [...this.#entries.values()].map(({ entry, times, firstTokens }) => ({
      ...entry,
      responseTimes: countNames(times),
      timesToFirstToken: countNames(firstTokens),
    }));
  }
}
