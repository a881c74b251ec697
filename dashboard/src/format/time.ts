/** Instants in the reader's own time zone, which is said wherever a range is shown. Months are words: 3/4 is two days. */
import { MISSING } from './count.ts';
import { formatDuration } from './duration.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' });

/** `14:30` */
export function formatClock(ms: number): string {
  return isInstant(ms) ? clock.format(ms) : MISSING;
}

/** `14:21:41` */
export function formatTime(ms: number): string {
  return isInstant(ms) ? clockSeconds.format(ms) : MISSING;
}

/** `13 Mar` */
export function formatDay(ms: number): string {
  return isInstant(ms) ? day.format(ms) : MISSING;
}

/** `13 Mar 14:21:41` */
export function formatDateTime(ms: number): string {
  return isInstant(ms) ? `${day.format(ms)} ${clockSeconds.format(ms)}` : MISSING;
}

/** `12 Mar 14:30 – 13 Mar 14:30` */
export function formatRange(fromMs: number, toMs: number): string {
  return `${day.format(fromMs)} ${clock.format(fromMs)} – ${day.format(toMs)} ${clock.format(toMs)}`;
}

/** `UTC+1` */
export function formatZone(ms: number): string {
  const name = zone.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  return name.replace('GMT', 'UTC');
}

/** `just now`, `2 min ago`; the largest unit alone. */
export function formatAgo(ms: number, nowMs: number): string {
  const ago = nowMs - ms;
  if (ago < 5000) return 'just now';
  return `${formatDuration(ago)
    .split(' ')
    .slice(0, 2)
    .join(' ')
    .replace(/^(\d+)\.\d+ s$/, '$1 s')} ago`;
}

export function parseInstant(iso: string): number {
  return Date.parse(iso);
}

/** Outside of what `Date` holds, `format` throws: a sender's clock may say anything. */
function isInstant(ms: number): boolean {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15;
}
