/**
 * What is kept of a session for the analysis of its agent: its shingles and its steps in columns, without any value or text
 * of the session but names. Plain data that survives structured clone; `feature-bytes.ts` writes it for a store.
 */
import type { BehavioralConfig } from './config.ts';
import { toMeasure } from './measure.ts';
import { PROVENANCE_LETTERS } from './provenance.ts';
import { buildSteps, type ReadingLimits, type SessionStep } from './session-steps.ts';
import type { SessionTrace } from './session-trace.ts';
import { buildShingles } from './shingles.ts';

export interface SessionFeatures {
  readonly sessionId: string;
  readonly version: string | null;
  readonly endedMs: number;
  readonly shingles: Uint32Array;
  readonly steps: StepColumns;
  readonly models: readonly string[];
  readonly numbers: SessionNumbers;
  readonly limits: ReadingLimits;
}

/** One place per step in every column; `names` and `shapes` are the distinct ones. */
export interface StepColumns {
  readonly names: readonly string[];
  readonly nameOf: Uint16Array;
  readonly provenanceOf: Uint8Array;
  readonly failedOf: Uint8Array;
  readonly shapes: readonly string[];
  readonly shapeOf: Uint16Array;
  readonly resultCharactersOf: Float64Array;
  /** NaN where it is not known; of the turn, too. */
  readonly durationMsOf: Float64Array;
  readonly turnOf: Float64Array;
}

/** Null where the session does not tell. Steps that were left out count in `toolCalls`. */
export interface SessionNumbers {
  readonly toolCalls: number;
  readonly failedSteps: number;
  readonly modelCalls: number;
  readonly resultCharacters: number;
  readonly durationMs: number | null;
  readonly tokens: number | null;
  readonly costNanoUsd: number | null;
}

const MODELS_MAX = 16;

export function buildFeatures(trace: SessionTrace, config: BehavioralConfig): SessionFeatures {
  const { steps, limits } = buildSteps(trace, config);
  return {
    sessionId: trace.sessionId,
    version: trace.version,
    endedMs: toMeasure(trace.endedMs) ?? 0,
    shingles: buildShingles(
      steps.map(({ name }) => name),
      config.shingles_max,
    ),
    steps: toColumns(steps),
    models: [...new Set(trace.models)].sort().slice(0, MODELS_MAX),
    numbers: {
      toolCalls: steps.length + limits.stepsLeftOut,
      failedSteps: steps.reduce((sum, { failed }) => sum + (failed ? 1 : 0), 0),
      modelCalls: toMeasure(trace.modelCalls) ?? 0,
      resultCharacters: steps.reduce((sum, step) => sum + step.resultCharacters, 0),
      durationMs: toMeasure(trace.durationMs),
      tokens: toMeasure(trace.tokens),
      costNanoUsd: toMeasure(trace.costNanoUsd),
    },
    limits,
  };
}

export function toColumns(steps: readonly SessionStep[]): StepColumns {
  const names = new Map<string, number>();
  const shapes = new Map<string, number>();
  const columns = {
    nameOf: new Uint16Array(steps.length),
    provenanceOf: new Uint8Array(steps.length),
    failedOf: new Uint8Array(steps.length),
    shapeOf: new Uint16Array(steps.length),
    resultCharactersOf: new Float64Array(steps.length),
    durationMsOf: new Float64Array(steps.length),
    turnOf: new Float64Array(steps.length),
  };
  for (const [at, step] of steps.entries()) {
    columns.nameOf[at] = findPlace(names, step.name);
    columns.provenanceOf[at] = step.provenance;
    columns.failedOf[at] = step.failed ? 1 : 0;
    columns.shapeOf[at] = findPlace(shapes, step.shape);
    columns.resultCharactersOf[at] = step.resultCharacters;
    columns.durationMsOf[at] = step.durationMs ?? Number.NaN;
    columns.turnOf[at] = step.turn ?? Number.NaN;
  }
  return { ...columns, names: listPlaces(names), shapes: listPlaces(shapes) };
}

function findPlace(table: Map<string, number>, text: string): number {
  const place = table.get(text) ?? Math.min(table.size, PLACES_MAX);
  table.set(text, place);
  return place;
}

function listPlaces(table: ReadonlyMap<string, number>): string[] {
  return [...table.keys()].slice(0, PLACES_MAX + 1);
}

/** Columns hold 16 bits; beyond so many distinct names all are the last one. */
const PLACES_MAX = 65_535;

export function listStepNames({ steps }: Pick<SessionFeatures, 'steps'>): string[] {
  return Array.from(steps.nameOf, (place) => steps.names[place] ?? '');
}

/** `name/letters`, the step as the model of steps counts it. */
export function listStepTokens({ steps }: Pick<SessionFeatures, 'steps'>): string[] {
  return Array.from(
    steps.nameOf,
    (place, step) => `${steps.names[place] ?? ''}/${PROVENANCE_LETTERS[steps.provenanceOf[step] ?? 0] ?? ''}`,
  );
}

/** A session that happened in no steps is like any other without steps, whatever it was about. */
export function countSteps({ steps }: Pick<SessionFeatures, 'steps'>): number {
  return steps.nameOf.length;
}
