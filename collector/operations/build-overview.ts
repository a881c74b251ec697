/**
 * Rows of 5 minutes summed into the points of charts. Percentiles come from added sketches, never from averaged
 * percentiles; points without rows are present, so that a chart shows the gap.
 */
import type { ModelCallTotals, SeriesBucket } from '../model/session.ts';
import { msToIso } from '../model/unix-nano.ts';
import { inputTokens, outputTokens } from '../model/usage.ts';
import { sketchQuantileMs } from '../sessions/sketch.ts';
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

/** @param buckets of the window and of the same length before it */
export function buildOverview(buckets: readonly SeriesBucket[], window: Window): Overview {
  const { fromMs, toMs, stepMs } = window;
  const inside = buckets.filter(({ startMs }) => startMs >= fromMs);
  const before = buckets.filter(({ startMs }) => startMs < fromMs);
  return {
    from: msToIso(fromMs),
    to: msToIso(toMs),
    step_ms: stepMs,
    points: toPoints(inside, window),
    total: toPoint(inside, fromMs),
    previous_total: toPoint(before, fromMs - (toMs - fromMs)),
    by_model: groupModels(inside).map(([model, group]) => ({
      model,
      total: toPoint(group, fromMs),
      points: toPoints(group, window),
    })),
    by_agent: [...Map.groupBy(inside, ({ agentId }) => agentId)]
      .map(([agent_id, group]) => ({ agent_id, total: toPoint(group, fromMs) }))
      .sort((a, b) => compareWeight(a.total, b.total) || (a.agent_id < b.agent_id ? -1 : 1)),
  };
}

/** The dearest models, and all others as one. Rows that count sessions belong to no model. */
function groupModels(buckets: readonly SeriesBucket[]): [model: string, group: readonly SeriesBucket[]][] {
  const groups = [
    ...Map.groupBy(
      buckets.filter(({ model }) => model !== ''),
      ({ model }) => model,
    ),
  ]
    .map(([model, group]) => ({ model, group, total: toPoint(group, 0) }))
    .sort((a, b) => compareWeight(a.total, b.total) || (a.model < b.model ? -1 : 1));
  const shown = groups.slice(0, MODELS_SHOWN).map(({ model, group }): [string, SeriesBucket[]] => [model, group]);
  const rest = groups.slice(MODELS_SHOWN).flatMap(({ group }) => group);
  return rest.length === 0 ? shown : [...shown, [OTHER_MODELS, rest]];
}

function compareWeight(a: SeriesPoint, b: SeriesPoint): number {
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
  const calls = buckets.reduce<ModelCallTotals>((sum, bucket) => combineCalls(sum, bucket.calls, 1), NO_CALLS);
  const responseTimes = addSketches(buckets.map((bucket) => bucket.responseTimes));
  return {
    start: msToIso(startMs),
    sessions: sumOf(buckets, (bucket) => bucket.sessions),
    failed_sessions: sumOf(buckets, (bucket) => bucket.failedSessions),
    calls: calls.calls,
    errors: calls.errors,
    input_tokens: inputTokens(calls.usage),
    cache_read_tokens: calls.usage.cacheRead,
    cache_write_tokens: calls.usage.cacheWrite,
    output_tokens: outputTokens(calls.usage),
    reasoning_tokens: calls.usage.reasoning,
    cost_usd: calls.costNanoUsd / 1e9,
    unpriced_calls: calls.unpricedCalls,
    latency_p50_ms: sketchQuantileMs(responseTimes, 0.5),
    latency_p95_ms: sketchQuantileMs(responseTimes, 0.95),
    latency_p99_ms: sketchQuantileMs(responseTimes, 0.99),
    ttft_p50_ms: sketchQuantileMs(addSketches(buckets.map((bucket) => bucket.timesToFirstToken)), 0.5),
  };
}

function sumOf(buckets: readonly SeriesBucket[], read: (bucket: SeriesBucket) => number): number {
  return buckets.reduce((sum, bucket) => sum + read(bucket), 0);
}

/** In one map, because adding pairwise copies it once a row. */
function addSketches(sketches: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const sum = new Map<number, number>();
  for (const sketch of sketches) for (const [bin, count] of sketch) sum.set(bin, (sum.get(bin) ?? 0) + count);
  return sum;
}
