/**
 * Requests without end whose ids and texts are all different: a few bodies are built, and each gets new trace ids, span ids,
 * session ids and a new word at the beginning of every text before it is sent again. Building them anew costs 50 ms for 512
 * spans on a core that the collector needs, this some 0.5 ms; no text comes twice, so none is stored only once.
 */
import { randomBytes } from 'node:crypto';

import { buildDrafts, serializeSpans, TOKEN } from './payload.ts';
import type { PayloadSize } from './sizes.ts';

const BODIES = 16;

interface Template {
  readonly body: Buffer;
  /** Where ids stand, and what they were: ids that were equal must stay equal. */
  readonly ids: readonly { readonly at: number; readonly original: Buffer }[];
  readonly tokens: readonly { readonly at: number; readonly original: Buffer }[];
}

export class StampedBodies {
  readonly spansPerBody: number;
  readonly #templates: readonly Template[];
  #next = 0;

  constructor(payload: PayloadSize) {
    this.spansPerBody = payload.spans;
    this.#templates = Array.from({ length: BODIES }, (_, seed) => buildTemplate(seed + 1, payload));
  }

  /** A copy: the one before may still be on its way. */
  next(): Buffer {
    const template = this.#templates[this.#next++ % BODIES];
    if (template === undefined) throw new Error('there are no bodies');
    const body = Buffer.from(template.body);
    const mask = randomBytes(16);
    for (const { at, original } of template.ids) {
      for (let byte = 0; byte < original.length; byte++) body[at + byte] = (original[byte] ?? 0) ^ (mask[byte] ?? 0);
    }
    for (const { at, original } of template.tokens) {
      for (let byte = 0; byte < original.length; byte++) {
        const value = (original[byte] ?? 0) ^ (mask[byte] ?? 0);
        body[at + 2 * byte] = HEX[value >> 4] ?? 0;
        body[at + 2 * byte + 1] = HEX[value & 15] ?? 0;
      }
    }
    return body;
  }
}

const HEX = Buffer.from('0123456789abcdef');

function buildTemplate(seed: number, { spans, textBytes }: PayloadSize): Template {
  const drafts = buildDrafts({ seed, spans, textBytes });
  const body = serializeSpans('protobuf', drafts, 'bench-agent');
  const ids: { at: number; original: Buffer }[] = [];
  let from = 0;
  for (const draft of drafts) {
    for (const id of [draft.traceId, draft.spanId]) {
      const original = Buffer.from(id, 'hex');
      from = body.indexOf(original, from);
      if (from === -1) throw new Error('an id is not in its request');
      ids.push({ at: from, original });
      from += original.length;
    }
  }
  const tokens = [...body.toString('latin1').matchAll(TOKEN)].map(({ 0: text, index }) => ({
    at: index + 2,
    original: Buffer.from(text.slice(2), 'hex'),
  }));
  return { body, ids, tokens };
}
