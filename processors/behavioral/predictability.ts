/**
 * How often the step that comes is the step one would have guessed: the model of steps by names only, without the session
 * itself, guesses the likeliest next step or the end. Of equally likely ones the first by name.
 */
import { compareText } from './compare.ts';
import {
  countSession,
  countVocabulary,
  createStepModel,
  predictStep,
  visitSteps,
  type StepModel,
} from './step-model.ts';

const END = 1;
/** Tokens that never followed are ranked by their frequency alone; more of them than this are not looked at. */
const FREQUENT_MAX = 64;

/** @returns null where there is nothing to guess from: fewer than two sessions. */
export function measurePredictability(sessions: readonly (readonly string[])[], stepsMax: number): number | null {
  if (sessions.length < 2) return null;
  const model = createStepModel(stepsMax);
  for (const names of sessions) countSession(model, names, 1);
  const guesses = prepareGuesses(model);
  const vocabularySize = countVocabulary(model);
  let right = 0;
  let steps = 0;
  for (const names of sessions) {
    const looked = names.slice(0, stepsMax);
    countSession(model, names, -1);
    visitSteps(model, looked, ({ before, previous, token }) => {
      steps++;
      if (guessStep({ model, guesses, vocabularySize, before, previous }) === token) right++;
    });
    countSession(model, names, 1);
  }
  return right / steps;
}

interface Guesses {
  /** Tokens by name, the end first: the first of equally likely ones is the guess. */
  readonly rankOf: ReadonlyMap<number, number>;
  /** What ever followed a token. */
  readonly followers: ReadonlyMap<number, readonly number[]>;
  /** The most frequent first, with the session that is left out counted in. */
  readonly frequent: readonly { readonly token: number; readonly count: number }[];
}

function prepareGuesses({ vocabulary, counts: [plain, afterOne] }: StepModel): Guesses {
  const byName = [...vocabulary].sort(([a], [b]) => compareText(a, b));
  const rankOf = new Map<number, number>([
    [END, 0],
    ...byName.map(([, token], at): [number, number] => [token, at + 1]),
  ]);
  const followers = new Map<number, number[]>();
  for (const key of afterOne.keys()) {
    const [context, token] = [Math.floor(key / CONTEXT), key % CONTEXT];
    const list = followers.get(context) ?? [];
    list.push(token);
    followers.set(context, list);
  }
  const frequent = [...plain]
    .sort(([a, one], [b, two]) => two - one || (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0))
    .slice(0, FREQUENT_MAX)
    .map(([token, count]) => ({ token, count }));
  return { rankOf, followers, frequent };
}

/** As the model joins a context and a token to one number. */
const CONTEXT = 2 ** 17;

function guessStep({
  model,
  guesses: { rankOf, followers, frequent },
  vocabularySize,
  before,
  previous,
}: {
  readonly model: StepModel;
  readonly guesses: Guesses;
  readonly vocabularySize: number;
  readonly before: number;
  readonly previous: number;
}): number {
  let guess = -1;
  let likeliest = 0;
  const look = (token: number): void => {
    const probability = predictStep(model, { before, previous, token }, vocabularySize);
    const isFirst = (rankOf.get(token) ?? Infinity) < (rankOf.get(guess) ?? Infinity);
    // The same counts in another order of adding may differ in the last bit.
    if (probability > likeliest + 1e-12 || (probability > likeliest - 1e-12 && isFirst)) {
      guess = token;
      likeliest = Math.max(likeliest, probability);
    }
  };
  for (const token of followers.get(previous) ?? []) look(token);
  // What never followed is ranked by its own count: the first whose count does not shrink without the session beats all after it.
  for (const { token, count } of frequent) {
    look(token);
    if (model.counts[0].get(token) === count) break;
  }
  return guess;
}
