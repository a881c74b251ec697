/**
 * What the sessions of one agent usually do, ready to score others against: the model of steps, what each session covers, and
 * the scores that its own sessions get when each is left out. Built at a fit and then frozen until the next, so that scoring
 * one more session costs that session alone. Plain data.
 */
import { compareNumbers } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import { buildCoverage } from './coverage.ts';
import { listStepTokens, type SessionFeatures } from './features.ts';
import { buildOverlapIndex, countOverlaps, type OverlapIndex } from './overlap-index.ts';
import { collapseVariants } from './shingle-variants.ts';
import { countSession, createStepModel, measureLeftOut, measureSurprisal, type StepModel } from './step-model.ts';

export interface Baseline {
  readonly size: number;
  readonly model: StepModel;
  /** Distinct coverage sets, how many sessions have each, and who shares what. */
  readonly coverage: readonly Uint32Array[];
  readonly coverageWeights: Uint32Array;
  readonly overlaps: OverlapIndex;
  /** Weight of the uncovered share in the score: 0 in small baselines. */
  readonly uncoveredWeight: number;
  /** The scores of its own sessions, each left out; by session, and sorted. */
  readonly own: ReadonlyMap<string, RawScore>;
  readonly sortedScores: Float64Array;
  readonly sortedLengths: Float64Array;
}

export interface RawScore {
  /** A = ln(1 + H) + weight · U. */
  readonly score: number;
  /** H, the sum over the steps and the end, in bits. */
  readonly surprisalBits: number;
  /** U, the share of its parts that the baseline session which covers it best does not have. */
  readonly uncovered: number;
  readonly toolCalls: number;
}

export type BaselineSettings = Pick<BehavioralConfig, 'coverage_sessions_min' | 'shingles_max' | 'model_steps_max'>;

export function buildBaseline(sessions: readonly SessionFeatures[], settings: BaselineSettings): Baseline {
  const model = createStepModel(settings.model_steps_max);
  const tokens = sessions.map(listStepTokens);
  for (const one of tokens) countSession(model, one, 1);
  const sets = sessions.map((one) => buildCoverage(one, settings.shingles_max));
  const { variants, variantOf } = collapseVariants(sets);
  const frame = {
    size: sessions.length,
    model,
    coverage: variants.map(({ shingles }) => shingles),
    coverageWeights: Uint32Array.from(variants, ({ weight }) => weight),
    overlaps: buildOverlapIndex(variants.map(({ shingles }) => shingles)),
    // Below so many sessions U costs more than it brings: AUC .790 instead of .860 with 12 sessions.
    uncoveredWeight: sessions.length < settings.coverage_sessions_min ? 0 : 1,
  };
  const own = new Map(
    sessions.map((session, at) => {
      const surprisalBits = sum(measureLeftOut(model, tokens[at] ?? []));
      const { uncovered } = findCover(frame, sets[at] ?? NOTHING, variantOf[at]);
      return [session.sessionId, toRawScore(frame, { surprisalBits, uncovered, session })];
    }),
  );
  const scores = [...own.values()];
  return {
    ...frame,
    own,
    sortedScores: Float64Array.from(scores, ({ score }) => score).sort(),
    sortedLengths: Float64Array.from(scores, ({ toolCalls }) => toolCalls).sort(),
  };
}

const NOTHING = new Uint32Array(0);

/** The score of a session; of one of the baseline's own, as if it were not in it. */
export function scoreRaw(baseline: Baseline, session: SessionFeatures, settings: BaselineSettings): RawScore {
  const own = baseline.own.get(session.sessionId);
  if (own !== undefined) return own;
  const surprisalBits = sum(measureSurprisal(baseline.model, listStepTokens(session)));
  const { uncovered } = findCover(baseline, buildCoverage(session, settings.shingles_max));
  return toRawScore(baseline, { surprisalBits, uncovered, session });
}

/** The step-by-step surprisal, of a session of the baseline's own without itself. */
export function scoreSteps(baseline: Baseline, session: SessionFeatures): Float64Array {
  const tokens = listStepTokens(session);
  return baseline.own.has(session.sessionId)
    ? measureLeftOut(baseline.model, tokens)
    : measureSurprisal(baseline.model, tokens);
}

/** The baseline's set that covers the most of a session; of one of its own (`ownVariant`), another session's. */
export function findCover(
  { overlaps, coverage, coverageWeights }: Pick<Baseline, 'overlaps' | 'coverage' | 'coverageWeights'>,
  set: Uint32Array,
  ownVariant?: number,
): { readonly uncovered: number; readonly cover: Uint32Array } {
  const shared = countOverlaps(overlaps, set);
  let best = 0;
  let cover: Uint32Array | undefined;
  for (let at = 0; at < shared.length; at++) {
    if (at === ownVariant && coverageWeights[at] === 1) continue;
    const count = shared[at] ?? 0;
    if (count <= best) continue;
    best = count;
    cover = coverage[at];
  }
  return { uncovered: set.length === 0 ? 0 : 1 - best / set.length, cover: cover ?? NOTHING };
}

/** The place of a session's own set among the baseline's, where it is one of its sessions. */
export function findOwnVariant(baseline: Baseline, sessionId: string, set: Uint32Array): number | undefined {
  if (!baseline.own.has(sessionId)) return undefined;
  const place = baseline.coverage.findIndex((one) => compareNumbers(one, set) === 0);
  return place === -1 ? undefined : place;
}

function toRawScore(
  { uncoveredWeight }: Pick<Baseline, 'uncoveredWeight'>,
  { surprisalBits, uncovered, session }: { surprisalBits: number; uncovered: number; session: SessionFeatures },
): RawScore {
  const score = Math.log1p(surprisalBits) + uncoveredWeight * uncovered;
  return { score, surprisalBits, uncovered, toolCalls: session.numbers.toolCalls };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
