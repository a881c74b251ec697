/**
 * Says a thing that keeps happening once a minute, with how often it went unsaid: a destination that is down for an hour
 * must not write a line for each batch. Keys are few and fixed; one made of foreign text would grow without end.
 */
import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry.ts';

const PERIOD_MS = 60_000;

export class OccasionalLog {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #said = new Map<string, { atMs: number; unsaid: number }>();

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  warn(key: string, fields: Record<string, unknown>, message: string): void {
    this.#say('warn', key, { fields, message });
  }

  error(key: string, fields: Record<string, unknown>, message: string): void {
    this.#say('error', key, { fields, message });
  }

  #say(level: 'warn' | 'error', key: string, line: { fields: Record<string, unknown>; message: string }): void {
    const nowMs = this.#clock.nowMs();
    const before = this.#said.get(`${level} ${key}`);
    if (before !== undefined && nowMs - before.atMs < PERIOD_MS) {
      before.unsaid += 1;
      return;
    }
    this.#said.set(`${level} ${key}`, { atMs: nowMs, unsaid: 0 });
    this.#logger[level]({ ...line.fields, repeated: before?.unsaid ?? 0 }, line.message);
  }
}
