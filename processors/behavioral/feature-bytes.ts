/**
 * Features as bytes for a store and back, some 250 bytes for a session of ten steps: numbers of seven bits a byte, small
 * ones first in the columns. What cannot be read (another version, cut off, damaged) is null: to be built anew.
 *
 * version · session id · version name · ended · shingles (count, differences) · names · shapes · steps · models · numbers · limits
 */
import { ByteReader, ByteWriter } from './byte-columns.ts';
import type { SessionFeatures, StepColumns } from './features.ts';

/** Rises with every change of what features mean: hashes, letters, shapes. */
export const FEATURES_VERSION = 1;

export function encodeFeatures(features: SessionFeatures): Uint8Array {
  const writer = new ByteWriter();
  const { steps, numbers, limits } = features;
  writer.count(FEATURES_VERSION);
  writer.text(features.sessionId);
  writer.text(features.version === null ? '' : `=${features.version}`);
  writer.count(features.endedMs);
  writer.ascending(features.shingles);
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
  const reader = new ByteReader(bytes);
  try {
    const features = readFeatures(reader);
    return reader.isAtEnd ? features : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readFeatures(reader: ByteReader): SessionFeatures {
  if (reader.count() !== FEATURES_VERSION) throw new RangeError('features of another version');
  const sessionId = reader.text();
  const version = reader.text();
  const endedMs = reader.count();
  const shingles = reader.ascending();
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

function readSteps(reader: ByteReader): StepColumns {
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
