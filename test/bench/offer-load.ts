/**
 * Sends requests as fast as they are taken, or at a fixed rate whatever the answers are. The sender is the benchmark's own
 * process and the collector another one; both share the machine's cores.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

import { headersOf, type Wire } from './payload.ts';
import { quantile } from './rounds.ts';

export interface Load {
  /** With the path that takes traces. */
  readonly url: string;
  readonly wire: Wire;
  /** The next body, or undefined when there is none left. */
  readonly nextBody: () => Buffer | undefined;
  readonly spansPerBody: number;
  readonly connections: number;
  readonly msMax: number;
  /** At this rate instead of as fast as they are taken; a request's time then counts from when it was due. */
  readonly spansPerS?: number;
}

export interface Taken {
  readonly spans: number;
  readonly seconds: number;
  readonly spansPerS: number;
  readonly megabytesPerS: number;
  /** How often a request was asked to come again. */
  readonly refused: number;
  readonly requestP50Ms: number;
  readonly requestP99Ms: number;
}

export async function offerLoad(load: Load): Promise<Taken> {
  const { origin, pathname: path } = new URL(load.url);
  const pool = new Pool(origin, { connections: load.connections, headersTimeout: 0, bodyTimeout: 0 });
  const times: number[] = [];
  const begun = performance.now();
  const periodMs = load.spansPerS === undefined ? 0 : (load.spansPerBody / load.spansPerS) * 1000;
  let [bytes, sent, refused] = [0, 0, 0];
  const lane = async (): Promise<void> => {
    for (;;) {
      const dueMs = begun + sent * periodMs;
      if (Math.max(dueMs, performance.now()) - begun >= load.msMax) return;
      const body = load.nextBody();
      if (body === undefined) return;
      sent++;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const from = periodMs === 0 ? performance.now() : dueMs;
      refused += await send(pool, { path, headers: headersOf(load.wire), body });
      times.push(performance.now() - from);
      bytes += body.length;
    }
  };
  await Promise.all(Array.from({ length: load.connections }, lane));
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  const spans = times.length * load.spansPerBody;
  return {
    spans,
    seconds,
    spansPerS: spans / seconds,
    megabytesPerS: bytes / 1e6 / seconds,
    refused,
    requestP50Ms: quantile(times, 0.5),
    requestP99Ms: quantile(times, 0.99),
  };
}

interface Sending {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const RETRY_MS = 200;

/** Sends until it is taken, as an SDK would. @returns how often it was asked to come again. */
async function send(pool: Pool, { path, headers, body }: Sending): Promise<number> {
  for (let refused = 0; ; refused++) {
    const answer = await pool.request({ path, method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return refused;
    if (answer.statusCode !== 503) throw new Error(`answered ${answer.statusCode}: ${text.slice(0, 300)}`);
    await sleep(RETRY_MS);
  }
}

/** Each body once. */
export function inOrder(bodies: readonly Buffer[]): () => Buffer | undefined {
  let next = 0;
  return () => bodies[next++];
}
