/** Lengths of time, from fractions of a millisecond to days. Two units at most: nobody compares a third. */
import { MISSING, type Quantity } from './count.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `0.4 ms`, `300 ms`, `41.8 s`, `2 min 20 s`, `1 h 4 min`, `2 d 3 h`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return MISSING;
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return '0 ms';
  if (ms < 0.1) return '< 0.1 ms';
  if (ms < 10) return `${trimZero(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms < HOUR_MS - 500) return pair({ ms, big: MINUTE_MS, small: SECOND_MS, units: ['min', 's'] });
  if (ms < DAY_MS - 30_000) return pair({ ms, big: HOUR_MS, small: MINUTE_MS, units: ['h', 'min'] });
  return pair({ ms, big: DAY_MS, small: HOUR_MS, units: ['d', 'h'] });
}

/** Value and unit apart, for tiles; seconds keep two digits there. */
export function splitDuration(ms: number): Quantity {
  if (ms < 999.5) return { value: formatDuration(ms).replace(/ ms$/, ''), unit: 'ms' };
  if (ms < 60_000) return { value: (ms / SECOND_MS).toFixed(2), unit: 's' };
  return { value: formatDuration(ms), unit: '' };
}

/** On an axis, where steps are round: `0`, `500 ms`, `2 s`. */
export function formatDurationTick(ms: number): string {
  return ms === 0 ? '0' : formatDuration(ms).replace(/\.0 s$/, ' s');
}

/** Seconds into a session: `+7.4 s`. */
export function formatOffset(ms: number): string {
  return `+${ms < 59_950 ? `${(ms / SECOND_MS).toFixed(1)} s` : formatDuration(ms)}`;
}

function pair({ ms, big, small, units }: { ms: number; big: number; small: number; units: [string, string] }): string {
  const total = Math.round(ms / small);
  const per = big / small;
  const rest = total % per;
  return `${Math.floor(total / per)} ${units[0]}${rest === 0 ? '' : ` ${rest} ${units[1]}`}`;
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}
