/**
 * How surprising a sequence of steps is, in bits: a model of the next step given the two before, interpolated down to the
 * plain frequency and to "something never seen". Counts are whole numbers, so a session that is taken out and put back leaves
 * no trace, and its score without itself is exact. Plain data.
 *
 * p0 = (n0 + (V/4) / V) / (t0 + V/4)   p1 = (n1 + p0) / (t1 + 1)   p2 = (n2 + p1) / (t2 + 1)   surprisal = -log2 p2
 */
export interface StepModel {
  /** Numbers of the tokens; 0 is the begin, 1 the end. A number stays when its token is gone. */
  readonly vocabulary: Map<string, number>;
  /** How often each token came, and after one and after two others; and how often anything came after those. */
  readonly counts: readonly [Map<number, number>, Map<number, number>, Map<number, number>];
  readonly totals: readonly [Map<number, number>, Map<number, number>, Map<number, number>];
  /** Of one session so many steps are counted at most: 1,000 hostile sessions must not fill the memory. */
  readonly stepsMax: number;
}

const BEGIN = 0;
const END = 1;
const UNKNOWN = -1;
/** Three numbers below this make one that a double holds exactly. */
const TOKENS_MAX = 2 ** 17;

export function createStepModel(stepsMax: number): StepModel {
  return {
    vocabulary: new Map(),
    counts: [new Map(), new Map(), new Map()],
    totals: [new Map(), new Map(), new Map()],
    stepsMax,
  };
}

/** Counts the steps of a session in, with `sign` 1, or out again, with -1. */
export function countSession(model: StepModel, tokens: readonly string[], sign: 1 | -1): void {
  const counted = tokens.length > model.stepsMax ? tokens.slice(0, model.stepsMax) : tokens;
  if (sign === 1) for (const token of counted) learnToken(model, token);
  visitSteps(model, counted, ({ before, previous, token }) => {
    if (token === UNKNOWN) return;
    for (const [order, context] of [NO_CONTEXT, previous, contextOf(before, previous)].entries()) {
      if (context === UNKNOWN) continue;
      add(model.counts[order], context * TOKENS_MAX + token, sign);
      add(model.totals[order], context, sign);
    }
  });
}

/** All contexts of no steps are this one. */
const NO_CONTEXT = 0;

/** V: distinct tokens, the end, and one for what was never seen. Taken before a session's own counts are taken out. */
export function countVocabulary({ counts: [plain] }: StepModel): number {
  return plain.size - (plain.has(END) ? 1 : 0) + 2;
}

/** @returns the surprisal of each step in bits, the end's last: their sum is the session's. */
export function measureSurprisal(
  model: StepModel,
  tokens: readonly string[],
  vocabularySize = countVocabulary(model),
): Float64Array {
  const surprisals = new Float64Array(tokens.length + 1);
  visitSteps(model, tokens, (step, at) => {
    surprisals[at] = -Math.log2(predictStep(model, step, vocabularySize));
  });
  return surprisals;
}

/** The score of a session that is in the model, as if it were not. */
export function measureLeftOut(model: StepModel, tokens: readonly string[]): Float64Array {
  const vocabularySize = countVocabulary(model);
  countSession(model, tokens, -1);
  const surprisals = measureSurprisal(model, tokens, vocabularySize);
  countSession(model, tokens, 1);
  return surprisals;
}

export interface StepPlace {
  readonly before: number;
  readonly previous: number;
  readonly token: number;
}

export function predictStep(model: StepModel, { before, previous, token }: StepPlace, vocabularySize: number): number {
  const [plain, afterOne, afterTwo] = model.counts;
  const [all, ones, twos] = model.totals;
  const pair = contextOf(before, previous);
  const p0 = (countOf(plain, NO_CONTEXT, token) + 0.25) / ((all.get(NO_CONTEXT) ?? 0) + vocabularySize / 4);
  const p1 = (countOf(afterOne, previous, token) + p0) / ((ones.get(previous) ?? 0) + 1);
  return (countOf(afterTwo, pair, token) + p1) / ((twos.get(pair) ?? 0) + 1);
}

/** Calls with each step and the end, with the two before as the model numbers them. */
export function visitSteps(
  { vocabulary }: StepModel,
  tokens: readonly string[],
  visit: (step: StepPlace, at: number) => void,
): void {
  let before = BEGIN;
  let previous = BEGIN;
  for (let at = 0; at <= tokens.length; at++) {
    const text = tokens[at];
    const token = text === undefined ? END : (vocabulary.get(text) ?? UNKNOWN);
    visit({ before, previous, token }, at);
    before = previous;
    previous = token;
  }
}

function learnToken({ vocabulary }: StepModel, token: string): void {
  if (!vocabulary.has(token) && vocabulary.size < TOKENS_MAX - 2) vocabulary.set(token, vocabulary.size + 2);
}

function contextOf(before: number, previous: number): number {
  return before === UNKNOWN || previous === UNKNOWN ? UNKNOWN : before * TOKENS_MAX + previous;
}

function countOf(counts: ReadonlyMap<number, number>, context: number, token: number): number {
  return context === UNKNOWN || token === UNKNOWN ? 0 : (counts.get(context * TOKENS_MAX + token) ?? 0);
}

/** What falls to 0 goes, so that a model that forgot a session is the model that never knew it. */
function add(counts: Map<number, number> | undefined, key: number, sign: 1 | -1): void {
  const count = (counts?.get(key) ?? 0) + sign;
  if (count === 0) counts?.delete(key);
  else counts?.set(key, count);
}
