/**
 * The numbers of a chart's row as JSON text: integers in a fixed order, sketches as bin, count, bin, count. A chart reads thousands
 * of rows, and objects with names in them take twice as long.
 */
import type { SeriesBucket } from '../../model/session.ts';

export type SeriesNumbers = Omit<SeriesBucket, 'startMs' | 'agentId' | 'model'>;

export function packSeries({
  sessions,
  failedSessions,
  calls,
  responseTimes,
  timesToFirstToken,
}: SeriesNumbers): string {
  const { usage } = calls;
  return JSON.stringify([
    sessions,
    failedSessions,
    calls.calls,
    calls.errors,
    usage.inputUncached,
    usage.cacheRead,
    usage.cacheWrite,
    usage.outputText,
    usage.reasoning,
    calls.costNanoUsd,
    calls.unpricedCalls,
    [...responseTimes].flat(),
    [...timesToFirstToken].flat(),
  ]);
}

type Packed = [
  ...numbers: [number, number, number, number, number, number, number, number, number, number, number],
  responseTimes: number[],
  timesToFirstToken: number[],
];

export function unpackSeries(entry: string): SeriesNumbers {
  const [
    sessions,
    failedSessions,
    calls,
    errors,
    inputUncached,
    cacheRead,
    cacheWrite,
    outputText,
    reasoning,
    costNanoUsd,
    unpricedCalls,
    responseTimes,
    timesToFirstToken,
  ] = JSON.parse(entry) as Packed;
  const usage = { inputUncached, cacheRead, cacheWrite, outputText, reasoning };
  return {
    sessions,
    failedSessions,
    calls: { calls, errors, usage, costNanoUsd, unpricedCalls },
    responseTimes: toSketch(responseTimes),
    timesToFirstToken: toSketch(timesToFirstToken),
  };
}

function toSketch(flat: readonly number[]): ReadonlyMap<number, number> {
  const sketch = new Map<number, number>();
  for (let at = 0; at < flat.length; at += 2) sketch.set(flat[at] ?? 0, flat[at + 1] ?? 0);
  return sketch;
}
