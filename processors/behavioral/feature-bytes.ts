/**
 * Features as bytes for a store and back, some 250 bytes for a session of ten steps: numbers of seven bits a byte, small
 * ones first in the columns. What cannot be read (another version, cut off, damaged) is null: to be built anew.
 *
 * version · session id · version name · ended · shingles (count, differences) · names · shapes · steps · models · numbers · limits
 */
import type { SessionFeatures, StepColumns } from './features.ts';

/** Rises with every change of what features mean: hashes, letters, shapes. */
export const FEATURES_VERSION = 1;

export function encodeFeatures(features: SessionFeatures): Uint8Array {
  const writer = new Writer();
  const { steps, numbers, limits } = features;
  writer.count(FEATURES_VERSION);
  writer.text(features.sessionId);
  writer.text(features.version === null ? '' : `=${features.version}`);
  writer.count(features.endedMs);
  writer.count(features.shingles.length);
  let before = 0;
  for (const shingle of features.shingles) {
    writer.count(shingle - before);
    before = shingle;
  }
  writer.texts(steps.names);
  writer.texts(steps.shapes);
  writer.count(steps.nameOf.length);
  for (let at = 0; at < steps.nameOf.length; at++) {
    writer.count(steps.nameOf[at] ?? 0);
    writer.count((steps.provenanceOf[at] ?? 0) * 2 + (steps.failedOf[at] ?? 0));
    writer.count(steps.shapeOf[at] ?? 0);
    writer.count(steps.resultCharactersOf[at] ?? 0);
    writer.maybe(steps.durationMsOf[at]);
    writer.maybe(steps.turnOf[at]);
  }
  writer.texts(features.models);
  for (const key of COUNTED) writer.count(numbers[key]);
  for (const key of TOLD) writer.maybe(numbers[key]);
  for (const key of LIMITS) writer.count(limits[key]);
  return writer.take();
}

export function decodeFeatures(bytes: Uint8Array): SessionFeatures | null {
  const reader = new Reader(bytes);
  try {
    const features = readFeatures(reader);
    return reader.isAtEnd ? features : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readFeatures(reader: Reader): SessionFeatures {
  if (reader.count() !== FEATURES_VERSION) throw new RangeError('features of another version');
  const sessionId = reader.text();
  const version = reader.text();
  const endedMs = reader.count();
  const shingles = new Uint32Array(reader.length());
  let before = 0;
  for (let at = 0; at < shingles.length; at++) {
    before += reader.count();
    shingles[at] = before;
  }
  const steps = readSteps(reader);
  const models = reader.texts();
  const [toolCalls, failedSteps, modelCalls, resultCharacters] = COUNTED.map(() => reader.count());
  const [durationMs, tokens, costNanoUsd] = TOLD.map(() => reader.maybe());
  const [stepsLeftOut, charactersLeftOut, searchesLeftOut, resultsUnmatched] = LIMITS.map(() => reader.count());
  return {
    sessionId,
    version: version === '' ? null : version.slice(1),
    endedMs,
    shingles,
    steps,
    models,
    numbers: {
      toolCalls: toolCalls ?? 0,
      failedSteps: failedSteps ?? 0,
      modelCalls: modelCalls ?? 0,
      resultCharacters: resultCharacters ?? 0,
      durationMs: durationMs ?? null,
      tokens: tokens ?? null,
      costNanoUsd: costNanoUsd ?? null,
    },
    limits: {
      stepsLeftOut: stepsLeftOut ?? 0,
      charactersLeftOut: charactersLeftOut ?? 0,
      searchesLeftOut: searchesLeftOut ?? 0,
      resultsUnmatched: resultsUnmatched ?? 0,
    },
  };
}

const COUNTED = ['toolCalls', 'failedSteps', 'modelCalls', 'resultCharacters'] as const;
const TOLD = ['durationMs', 'tokens', 'costNanoUsd'] as const;
const LIMITS = ['stepsLeftOut', 'charactersLeftOut', 'searchesLeftOut', 'resultsUnmatched'] as const;

function readSteps(reader: Reader): StepColumns {
  const names = reader.texts();
  const shapes = reader.texts();
  const count = reader.length();
  const steps = {
    names,
    shapes,
    nameOf: new Uint16Array(count),
    provenanceOf: new Uint8Array(count),
    failedOf: new Uint8Array(count),
    shapeOf: new Uint16Array(count),
    resultCharactersOf: new Float64Array(count),
    durationMsOf: new Float64Array(count),
    turnOf: new Float64Array(count),
  };
  for (let at = 0; at < count; at++) {
    steps.nameOf[at] = reader.place(names);
    const flags = reader.count();
    steps.provenanceOf[at] = flags >> 1;
    steps.failedOf[at] = flags & 1;
    steps.shapeOf[at] = reader.place(shapes);
    steps.resultCharactersOf[at] = reader.count();
    steps.durationMsOf[at] = reader.maybe() ?? Number.NaN;
    steps.turnOf[at] = reader.maybe() ?? Number.NaN;
  }
  return steps;
}

class Writer {
  readonly #bytes: number[] = [];

  /** A whole number from 0 to 2^53: seven bits a byte, the lowest first. */
  count(value: number): void {
    let rest = Number.isSafeInteger(value) && value > 0 ? value : 0;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  /** One more than the number, 0 for none. */
  maybe(value: number | null | undefined): void {
    const isTold = value !== null && value !== undefined && value >= 0;
    this.count(isTold ? Math.min(Math.round(value), Number.MAX_SAFE_INTEGER - 1) + 1 : 0);
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.count(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
  }

  texts(values: readonly string[]): void {
    this.count(values.length);
    for (const value of values) this.text(value);
  }

  take(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  count(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('features end early');
      value += (byte % 128) * factor;
      if (byte < 128 && Number.isSafeInteger(value)) return value;
    }
    throw new RangeError('a number of more than 53 bits');
  }

  /** Of something that takes at least a byte each: what cannot be is refused before memory is taken for it. */
  length(): number {
    const length = this.count();
    if (length > this.#bytes.length - this.#at) throw new RangeError('features end early');
    return length;
  }

  maybe(): number | null {
    const value = this.count();
    return value === 0 ? null : value - 1;
  }

  place(table: readonly string[]): number {
    const place = this.count();
    if (place >= table.length) throw new RangeError('a place outside of its table');
    return place;
  }

  text(): string {
    const length = this.length();
    const start = this.#at;
    this.#at += length;
    // A byte order mark is part of a name.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#bytes.subarray(start, this.#at));
  }

  texts(): string[] {
    return Array.from({ length: this.length() }, () => this.text());
  }
}
