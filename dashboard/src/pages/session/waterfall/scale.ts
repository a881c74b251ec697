/** Time to pixels, with round steps for the ruler. */
import { formatDuration } from '../../../format/duration.ts';

export interface Tick {
  readonly ms: number;
  readonly label: string;
}

const STEPS = [1, 2, 5];

/** Ticks at round times, at least `gapPx` apart. */
export function buildTicks(lengthMs: number, widthPx: number, gapPx = 56): Tick[] {
  if (!(lengthMs > 0) || widthPx <= 0) return [];
  const step = roundStep((lengthMs / widthPx) * gapPx);
  const count = Math.floor(lengthMs / step);
  return Array.from({ length: count + 1 }, (_, index) => ({ ms: index * step, label: labelOf(index * step, step) }));
}

const MINUTE_MS = 60_000;
/** Above a minute people think in these. */
const LONG_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE_MS);

function roundStep(leastMs: number): number {
  if (leastMs > 30_000)
    return LONG_STEPS_MS.find((step) => step >= leastMs) ?? Math.ceil(leastMs / 86_400_000) * 86_400_000;
  if (leastMs > 20_000) return 30_000;
  if (leastMs > 10_000) return 20_000;
  const power = 10 ** Math.floor(Math.log10(leastMs));
  return (STEPS.find((step) => step * power >= leastMs) ?? 10) * power;
}

function labelOf(ms: number, step: number): string {
  if (ms === 0) return '0';
  if (step >= 1000 && ms < MINUTE_MS) return `${Math.round(ms / 1000)} s`;
  return formatDuration(ms);
}
