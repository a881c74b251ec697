/**
 * Where a session leaves the way of the sessions most like it. Its steps are aligned with five neighbours (Needleman and
 * Wunsch, 1970); the step that they disagree with most, times how surprising it is, is the place. A step that is missing is
 * harder to place than one too many (half are found within one step), so people are told "around step k".
 */
import { compareText } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import { listStepTokens, type SessionFeatures } from './features.ts';
import { hashNumbers } from './fnv.ts';
import { jaccard } from './jaccard.ts';

export interface Divergence {
  /** Number of the step, from 0; the number of steps where the session ends other than expected. */
  readonly step: number;
  /** What the session does there; null for the end. */
  readonly actual: string | null;
  /** What the neighbours do there, by their weight; null for the end. */
  readonly expected: readonly { readonly step: string | null; readonly share: number }[];
  /** How likely the model of steps thinks what the session does. */
  readonly probability: number;
  /** How much of the neighbours' weight disagrees, from 0 to 1. */
  readonly disagreement: number;
  readonly neighbourId: string;
  readonly similarity: number;
  /** Steps beyond the limit were not compared. */
  readonly isCut: boolean;
}

export interface DivergenceInput {
  readonly session: SessionFeatures;
  /** The baseline; the session itself is left out of it. */
  readonly others: readonly SessionFeatures[];
  /** Of each step and the end, in bits (`scoreSteps`). */
  readonly surprisals: Float64Array;
}

/** @returns null where there is nobody to compare with, or nothing differs. */
export function findDivergence(
  { session, others, surprisals }: DivergenceInput,
  config: BehavioralConfig,
): Divergence | null {
  return diverge({ session, neighbours: findNeighbours(session, others, config), surprisals }, config);
}

/** Where a session leaves the way of one other, however unlike they are. @returns null where nothing differs. */
export function compareWith(
  { session, other, surprisals }: Omit<DivergenceInput, 'others'> & { readonly other: SessionFeatures },
  config: BehavioralConfig,
): Divergence | null {
  const neighbours = [{ other, similarity: jaccard(session.shingles, other.shingles), weight: 1 }];
  return diverge({ session, neighbours, surprisals }, config);
}

function diverge(
  { session, neighbours, surprisals }: Omit<DivergenceInput, 'others'> & { readonly neighbours: readonly Neighbour[] },
  config: BehavioralConfig,
): Divergence | null {
  const nearest = neighbours[0];
  if (nearest === undefined) return null;
  const tokens = listStepTokens(session);
  const target = tokens.slice(0, config.divergence_steps_max);
  const aligned = neighbours.map(({ other, weight }) => {
    const source = listStepTokens(other).slice(0, config.divergence_steps_max);
    return { weight, source, ...align(target, source, config) };
  });
  const extra = new Float64Array(target.length + 1);
  const missing = new Float64Array(target.length + 1);
  for (const { weight, source, partnerOf, gapBefore } of aligned) {
    for (const [at, token] of target.entries())
      extra[at] = (extra[at] ?? 0) + weight * disagree(token, source[partnerOf[at] ?? -1]);
    for (let at = 0; at <= target.length; at++) if (gapBefore[at] === 1) missing[at] = (missing[at] ?? 0) + weight;
  }
  const isCut = target.length < tokens.length;
  let peak = -1;
  let height = 0;
  // The end of a session that was cut is not its end.
  for (let at = 0; at < (isCut ? target.length : target.length + 1); at++) {
    const value = Math.max(extra[at] ?? 0, missing[at] ?? 0) * (surprisals[at] ?? 0);
    if (value > height + 1e-12) [peak, height] = [at, value];
  }
  if (peak === -1) return null;
  while (peak > 0 && (extra[peak - 1] ?? 0) >= HALF) peak--;
  return {
    step: peak,
    actual: target[peak] ?? null,
    expected: collectExpected(aligned, peak),
    probability: 2 ** -(surprisals[peak] ?? 0),
    disagreement: Math.min(1, Math.max(extra[peak] ?? 0, missing[peak] ?? 0)),
    neighbourId: nearest.other.sessionId,
    similarity: nearest.similarity,
    isCut,
  };
}

const HALF = 0.5 - 1e-9;

interface Neighbour {
  readonly other: SessionFeatures;
  readonly similarity: number;
  readonly weight: number;
}

/** Weighted by the fourth power of their similarity: one equal session outweighs four of half the likeness. */
function findNeighbours(
  session: SessionFeatures,
  others: readonly SessionFeatures[],
  { divergence_neighbours: count }: BehavioralConfig,
): Neighbour[] {
  const nearest = others
    .filter(({ sessionId }) => sessionId !== session.sessionId)
    .map((other) => ({ other, similarity: jaccard(session.shingles, other.shingles) }))
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || compareSessions(a.other, b.other))
    .slice(0, count);
  const first = nearest[0]?.similarity ?? 1;
  const weights = nearest.map(({ similarity }) => (similarity / first) ** 4);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return nearest.map((one, at) => ({ ...one, weight: (weights[at] ?? 0) / all }));
}

/** By what they did, then by id: another name for a session must not move the place. */
function compareSessions(a: SessionFeatures, b: SessionFeatures): number {
  return (
    compareText(hashNumbers(a.shingles), hashNumbers(b.shingles)) ||
    compareText(listStepTokens(a).join('\u001f'), listStepTokens(b).join('\u001f')) ||
    compareText(a.sessionId, b.sessionId)
  );
}

function disagree(token: string, partner: string | undefined): number {
  if (partner === undefined) return 1;
  if (partner === token) return 0;
  return nameOf(partner) === nameOf(token) ? 0.5 : 1;
}

function nameOf(token: string): string {
  return token.slice(0, token.lastIndexOf('/'));
}

export interface Alignment {
  /** For each step of the target the place of its partner in the source, -1 for none. */
  readonly partnerOf: Int32Array;
  /** 1 where the source has a step between this one and the one before; the last place is the end. */
  readonly gapBefore: Uint8Array;
  /** The first source step that is missing there, -1 for none. */
  readonly missingAt: Int32Array;
}

const SAME_TOKEN = 2;
const SAME_NAME = 1;
const MISMATCH = -2;
const GAP = -1;
const DIAGONAL = 0;
const EXTRA = 1;
const MISSING = 2;
const NEVER = -1e9;

/** Globally; of equally good ways the diagonal first, then a step too many in the target. */
export function align(
  target: readonly string[],
  source: readonly string[],
  config: Pick<BehavioralConfig, 'divergence_band_steps_min' | 'divergence_band'>,
): Alignment {
  const [own, other] = internSteps(target, source);
  const rows = target.length + 1;
  const columns = source.length + 1;
  const isBanded = Math.max(target.length, source.length) > config.divergence_band_steps_min;
  // A band along the diagonal of the table, so that it always holds the begin and the end.
  const slope = source.length / Math.max(1, target.length);
  const half = isBanded ? config.divergence_band + Math.ceil(slope) : columns;
  const startOf = (row: number): number => Math.max(0, Math.min(columns - 1, Math.round(row * slope) - half));
  const width = Math.min(columns, 2 * half + 1);
  const moves = new Uint8Array(rows * width);
  let before = new Int32Array(width).fill(NEVER);
  let current = new Int32Array(width).fill(NEVER);
  for (let row = 0; row < rows; row++) {
    const start = startOf(row);
    const shift = start - startOf(row - 1);
    current.fill(NEVER);
    for (let cell = 0; cell < width && start + cell < columns; cell++) {
      const column = start + cell;
      if (row === 0 && column === 0) {
        current[cell] = 0;
        continue;
      }
      const up = row === 0 ? NEVER : (before[cell + shift] ?? NEVER);
      const corner = row === 0 || column === 0 ? NEVER : (before[cell + shift - 1] ?? NEVER);
      const left = cell === 0 ? NEVER : (current[cell - 1] ?? NEVER);
      const diagonal = corner + (row > 0 && column > 0 ? compareSteps(own, row - 1, other, column - 1) : 0);
      let best = diagonal;
      let move = DIAGONAL;
      if (up + GAP > best) [best, move] = [up + GAP, EXTRA];
      if (left + GAP > best) [best, move] = [left + GAP, MISSING];
      current[cell] = best;
      moves[row * width + cell] = move;
    }
    [before, current] = [current, before];
  }
  return walkBack({ rows, columns, width, moves, startOf });
}

interface Steps {
  readonly tokens: Int32Array;
  readonly names: Int32Array;
}

function internSteps(target: readonly string[], source: readonly string[]): [Steps, Steps] {
  const numbers = new Map<string, number>();
  const intern = (text: string): number => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const toSteps = (steps: readonly string[]): Steps => ({
    tokens: Int32Array.from(steps, (step) => intern(`t${step}`)),
    names: Int32Array.from(steps, (step) => intern(`n${nameOf(step)}`)),
  });
  return [toSteps(target), toSteps(source)];
}

function compareSteps(own: Steps, at: number, other: Steps, place: number): number {
  if (own.tokens[at] === other.tokens[place]) return SAME_TOKEN;
  return own.names[at] === other.names[place] ? SAME_NAME : MISMATCH;
}

function walkBack({
  rows,
  columns,
  width,
  moves,
  startOf,
}: {
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  readonly moves: Uint8Array;
  readonly startOf: (row: number) => number;
}): Alignment {
  const partnerOf = new Int32Array(rows - 1).fill(-1);
  const gapBefore = new Uint8Array(rows);
  const missingAt = new Int32Array(rows).fill(-1);
  let row = rows - 1;
  let column = columns - 1;
  while (row > 0 || column > 0) {
    const move = row === 0 ? MISSING : column === 0 ? EXTRA : (moves[row * width + column - startOf(row)] ?? DIAGONAL);
    if (move === MISSING) {
      column--;
      gapBefore[row] = 1;
      missingAt[row] = column;
      continue;
    }
    row--;
    if (move === DIAGONAL) partnerOf[row] = --column;
  }
  return { partnerOf, gapBefore, missingAt };
}

const EXPECTED_MAX = 3;

function collectExpected(
  aligned: readonly (Alignment & { readonly weight: number; readonly source: readonly string[] })[],
  at: number,
): { step: string | null; share: number }[] {
  const shares = new Map<string | null, number>();
  for (const { weight, source, partnerOf, missingAt } of aligned) {
    const missing = source[missingAt[at] ?? -1];
    const step = missing ?? source[partnerOf[at] ?? -1] ?? findNext(source, partnerOf, at);
    shares.set(step, (shares.get(step) ?? 0) + weight);
  }
  return [...shares]
    .map(([step, share]) => ({ step, share }))
    .sort((a, b) => b.share - a.share || compareText(a.step ?? '', b.step ?? ''))
    .slice(0, EXPECTED_MAX);
}

/** Where the target has a step too many: what the source does after the last step that they share. */
function findNext(source: readonly string[], partnerOf: Int32Array, at: number): string | null {
  for (let before = Math.min(at, partnerOf.length) - 1; before >= 0; before--) {
    const partner = partnerOf[before] ?? -1;
    if (partner !== -1) return source[partner + 1] ?? null;
  }
  return source[0] ?? null;
}
