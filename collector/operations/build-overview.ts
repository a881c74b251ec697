/**
 * Buckets summed into the points of charts. Percentiles come from added sketches, never from averaged
 * percentiles; points without rows are present, so that a chart shows the gap.
 */
import type { ModelCallTotals, SeriesBucket } from '../model/session.ts';
import { msToIso } from '../model/unix-nano.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';
import { sketchQuantileMs, sketchQuantilesMs } from '../sessions/sketch.ts';
import { combineCalls, NO_CALLS } from '../sessions/totals.ts';
import { countPoints, firstPointMs } from './overview-step.ts';
import type { Overview, SeriesPoint } from './schemas.ts';

/** More lines than colours that can be told apart; the rest is one line. */
const MODELS_SHOWN = 8;
const OTHER_MODELS = 'other';

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** What an overview is summed from; no bucket is wider than what it is summed into. */
export interface OverviewParts {
  /** Of the window, within its points. */
  readonly inside: readonly SeriesBucket[];
  /** Of the window by agent. */
  readonly byAgent: readonly SeriesBucket[];
  /** Of the same length before the window. */
  readonly before: readonly SeriesBucket[];
}

export function buildOverview({ inside, byAgent, before }: OverviewParts, window: Window): Overview {
  const { fromMs, toMs, stepMs } = window;
  const first = firstPointMs(stepMs, fromMs);
  // What several sums have in common is summed once: few sums of many rows, and then sums of those.
  const parts = sumGroups(inside, ({ startMs, model }) => `${Math.floor((startMs - first) / stepMs)} ${model}`);
  const totals = sumGroups(byAgent, ({ agentId, model }) => `${model.length} ${model} ${agentId}`);
  return {
    from: msToIso(fromMs),
    to: msToIso(toMs),
    step_ms: stepMs,
    points: toPoints(parts, window),
    total: toPoint(totals, fromMs),
    previous_total: toPoint(before, fromMs - (toMs - fromMs)),
    by_model: groupModels(parts).map(([model, group]) => ({
      model,
      total: toPoint(group, fromMs),
      points: toPoints(group, window),
    })),
    by_agent: [...Map.groupBy(totals, ({ agentId }) => agentId)]
      .map(([agent_id, group]) => ({ agent_id, total: toPoint(group, fromMs) }))
      .sort((a, b) => compareWeight(a.total, b.total) || (a.agent_id < b.agent_id ? -1 : 1)),
  };
}

/** One sum for each group, with the names and the start of its first bucket. */
function sumGroups(buckets: readonly SeriesBucket[], keyOf: (bucket: SeriesBucket) => string): SeriesBucket[] {
  return [...Map.groupBy(buckets, keyOf).values()].flatMap((group) => {
    const [only, more] = group;
    if (only === undefined) return [];
    return [more === undefined ? only : { ...only, ...sumBuckets(group) }];
  });
}

function sumBuckets(buckets: readonly SeriesBucket[]): Omit<SeriesBucket, 'startMs' | 'agentId' | 'model'> {
  return {
    sessions: sumOf(buckets, (bucket) => bucket.sessions),
    failedSessions: sumOf(buckets, (bucket) => bucket.failedSessions),
    calls: buckets.reduce<ModelCallTotals>((sum, bucket) => combineCalls(sum, bucket.calls, 1), NO_CALLS),
    responseTimes: addSketches(buckets.map((bucket) => bucket.responseTimes)),
    timesToFirstToken: addSketches(buckets.map((bucket) => bucket.timesToFirstToken)),
  };
}

/** The dearest models, and all others as one. Rows that count sessions belong to no model. */
function groupModels(parts: readonly SeriesBucket[]): [model: string, group: readonly SeriesBucket[]][] {
  const groups = [
    ...Map.groupBy(
      parts.filter(({ model }) => model !== ''),
      ({ model }) => model,
    ),
  ]
    .map(([model, group]) => ({ model, group, weight: weigh(group) }))
    .sort((a, b) => compareWeight(a.weight, b.weight) || (a.model < b.model ? -1 : 1));
  const shown = groups.slice(0, MODELS_SHOWN).map(({ model, group }): [string, SeriesBucket[]] => [model, group]);
  const rest = groups.slice(MODELS_SHOWN).flatMap(({ group }) => group);
  return rest.length === 0 ? shown : [...shown, [OTHER_MODELS, rest]];
}

type Weight = Pick<SeriesPoint, 'cost_usd' | 'calls'>;

function weigh(buckets: readonly SeriesBucket[]): Weight {
  return {
    cost_usd: sumOf(buckets, ({ calls }) => calls.costNanoUsd) / 1e9,
    calls: sumOf(buckets, ({ calls }) => calls.calls),
  };
}

function compareWeight(a: Weight, b: Weight): number {
  return b.cost_usd - a.cost_usd || b.calls - a.calls;
}

function toPoints(buckets: readonly SeriesBucket[], window: Window): SeriesPoint[] {
  const { fromMs, stepMs } = window;
  const first = firstPointMs(stepMs, fromMs);
  const byPoint = Map.groupBy(buckets, ({ startMs }) => Math.floor((startMs - first) / stepMs));
  return Array.from({ length: countPoints(stepMs, window) }, (_, index) =>
    toPoint(byPoint.get(index) ?? [], first + index * stepMs),
  );
}

function toPoint(buckets: readonly SeriesBucket[], startMs: number): SeriesPoint {
  const { sessions, failedSessions, calls, responseTimes, timesToFirstToken } = sumBuckets(buckets);
  const [p50 = null, p95 = null, p99 = null] = sketchQuantilesMs(responseTimes, [0.5, 0.95, 0.99]);
  return {
    start: msToIso(startMs),
    sessions,
    failed_sessions: failedSessions,
    calls: calls.calls,
    errors: calls.errors,
    input_tokens: inputTokens(calls.usage),
    cache_read_tokens: calls.usage.cacheRead,
    cache_write_tokens: calls.usage.cacheWrite,
    output_tokens: outputTokens(calls.usage),
    reasoning_tokens: calls.usage.reasoning,
    cost_usd: calls.costNanoUsd / 1e9,
    unpriced_calls: calls.unpricedCalls,
    latency_p50_ms: p50,
    latency_p95_ms: p95,
    latency_p99_ms: p99,
    ttft_p50_ms: sketchQuantileMs(timesToFirstToken, 0.5),
  };
}

function sumOf(buckets: readonly SeriesBucket[], read: (bucket: SeriesBucket) => number): number {
  return buckets.reduce((sum, bucket) => sum + read(bucket), 0);
}

/** In one map, because adding pairwise copies it once a row. */
function addSketches(sketches: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const [only, more] = sketches;
  if (only !== undefined && more === undefined) return only;
  const sum = new Map<number, number>();
  for (const sketch of sketches) for (const [bin, count] of sketch) sum.set(bin, (sum.get(bin) ?? 0) + count);
  return sum;
}
