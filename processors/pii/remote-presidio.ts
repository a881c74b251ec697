/**
 * Asks a Presidio analyzer that somebody runs, where its language model is wanted beside the recognizers here. It is never
 * required: a service that is slow or gone answers nothing, is left alone for a while, and the reason is told and counted.
 */
import { z } from 'zod';

import { isEntityType, type RecognizedEntity } from './recognizer.ts';

export const remotePresidioConfig = z.strictObject({
  /** Where the analyzer answers; `/analyze` is added. */
  url: z.url({ protocol: /^https?$/ }),
  language: z.string().min(2).max(10).default('en'),
  timeout_ms: z.int().min(1).default(2000),
  /** Longer texts are not sent. */
  text_length_max: z.int().min(1).default(100_000),
  /** Failures in a row after which it is left alone for `rest_ms`. */
  failures_max: z.int().min(1).default(5),
  rest_ms: z.int().min(1).default(30_000),
});

export type RemotePresidioConfig = z.infer<typeof remotePresidioConfig>;

/** What the function is given instead of the world. */
export interface RemotePresidioPorts {
  readonly fetch: (
    url: string,
    init: { method: 'POST'; headers: Record<string, string>; body: string; signal: AbortSignal },
  ) => Promise<RemoteAnswer>;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
}

export interface RemoteAnswer {
  readonly status: number;
  readonly text: () => Promise<string>;
}

export type RemoteScan =
  | { readonly status: 'answered'; readonly entities: readonly RecognizedEntity[] }
  /** `resting`: it was not asked, since it failed before; `failed`: no answer in time or none that can be read; `too_long`: not sent. */
  | { readonly status: 'resting' | 'failed' | 'too_long'; readonly reason: string };

export function createRemotePresidio(
  config: RemotePresidioConfig,
  ports: RemotePresidioPorts,
): (text: string) => Promise<RemoteScan> {
  const breaker = createBreaker(config, ports.now);
  const url = `${config.url.replace(/\/$/, '')}/analyze`;
  return async (text) => {
    if (text.length > config.text_length_max)
      return { status: 'too_long', reason: `more than ${config.text_length_max} characters` };
    if (!breaker.allows()) return { status: 'resting', reason: `${config.failures_max} failures in a row` };
    try {
      const answer = await ports.fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text, language: config.language }),
        signal: ports.timeout(config.timeout_ms),
      });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      const entities = readEntities(text, await answer.text());
      breaker.succeeded();
      return { status: 'answered', entities };
    } catch (error) {
      breaker.failed();
      return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  };
}

interface Breaker {
  readonly allows: () => boolean;
  readonly succeeded: () => void;
  readonly failed: () => void;
}

/** After the rest one question is let through; its answer decides for the others. */
function createBreaker({ failures_max, rest_ms }: RemotePresidioConfig, now: () => number): Breaker {
  let failures = 0;
  let restsUntil = 0;
  return {
    allows() {
      if (failures < failures_max) return true;
      if (now() < restsUntil) return false;
      restsUntil = now() + rest_ms;
      return true;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures++;
      if (failures >= failures_max) restsUntil = now() + rest_ms;
    },
  };
}

const answerSchema = z.array(
  z.object({
    entity_type: z.string().max(100),
    start: z.int().min(0),
    end: z.int().min(0),
    score: z.number().min(0).max(1),
  }),
);

/** Python counts characters, and one outside the basic plane is two units here: offsets behind an emoji would be off by one. */
function readEntities(text: string, body: string): RecognizedEntity[] {
  const entities = answerSchema.parse(JSON.parse(body));
  const unitOf = countUnits(text);
  return entities.flatMap(({ entity_type, start, end, score }) => {
    const place = { start: unitOf(start), end: unitOf(end) };
    if (!isEntityType(entity_type) || place.end <= place.start) return [];
    return [
      { entity_type, ...place, score, recognition_metadata: { recognizer_name: 'remote-presidio', kind: 'personal' } },
    ];
  });
}

function countUnits(text: string): (character: number) => number {
  if (!/[\uD800-\uDFFF]/.test(text)) return (character) => Math.min(character, text.length);
  const units = Uint32Array.from(unitsOf(text));
  return (character) => units[character] ?? text.length;
}

function* unitsOf(text: string): Generator<number> {
  let unit = 0;
  for (const character of text) {
    yield unit;
    unit += character.length;
  }
}
