/**
 * The collector's own numbers and its log. Counter names are the reference Collector's (`otelcol_…`), because dashboards
 * and alerts out there key on them; labels are sorted into the key so that one series has one key.
 */
import { pino, type Logger } from 'pino';

export type Labels = Readonly<Record<string, string>>;
export type { Logger };

export class Counters {
  readonly #values = new Map<string, number>();

  add(name: string, labels: Labels, amount = 1): void {
    if (amount === 0) return;
    const key = seriesKey(name, labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  get(name: string, labels: Labels): number {
    return this.#values.get(seriesKey(name, labels)) ?? 0;
  }

  /** Every series as `name{label="value"}` with its value, sorted. */
  entries(): [series: string, value: number][] {
    return [...this.#values.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

function seriesKey(name: string, labels: Labels): string {
  const parts = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${name}{${parts.join(',')}}`;
}

/** One JSON line an event on standard error; JSON escapes control characters, so a span's name cannot forge a line. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
