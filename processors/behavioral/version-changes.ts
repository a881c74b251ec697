/**
 * The significant differences of two versions as sentences, where they are large enough to matter. A sentence says what is
 * the case in how many sessions, and never why.
 */
import { compareText } from './compare.ts';
import type { BehavioralConfig } from './config.ts';
import { listStepNames, type SessionFeatures } from './features.ts';
import type { PermutationTest } from './permutation-test.ts';
import { median, sortNumbers } from './quantile.ts';
import { BEGIN, END, listStrata, type Bigram } from './version-columns.ts';
import type { Family, FamilyTest, Sides, VersionSide } from './version-diff.ts';

export interface VersionChange {
  readonly family: Family;
  /** Step, tool or number that it is about. */
  readonly subject: string;
  readonly adjustedProbability: number;
  readonly older: number;
  readonly newer: number;
  readonly sentence: string;
}

export interface ChangeInput extends Sides {
  readonly tests: readonly FamilyTest[];
  readonly bigrams: readonly Bigram[];
  /** In the order of the columns of `tools`. */
  readonly tools: readonly string[];
  readonly test: PermutationTest;
  /** Of the older version's sessions, then of the newer's. */
  readonly strata: Int32Array;
}

export function listChanges(input: ChangeInput, config: BehavioralConfig): VersionChange[] {
  const significant = new Map(
    input.tests.filter(({ isSignificant }) => isSignificant).map((test) => [test.family, test.adjustedProbability]),
  );
  const of = (family: Family, list: (probability: number) => VersionChange[]): VersionChange[] => {
    const probability = significant.get(family);
    return probability === undefined ? [] : list(probability);
  };
  const sequence = significant.has('next') ? 'next' : 'next_max';
  return [
    ...of(sequence, (probability) => listBigramChanges(input, { family: sequence, probability }, config)),
    ...of('tools', (probability) => listToolChanges(input, probability, config)),
    ...of('steps', (probability) => compareNumbers(input, NUMBERS.steps, { probability, config })),
    ...of('errors', (probability) => compareNumbers(input, NUMBERS.errors, { probability, config })),
    ...of('cost', (probability) => compareCost(input, probability, config)),
    ...of('mix', (probability) => listMixChanges(input, probability, config)),
  ];
}

function listBigramChanges(
  { older, newer, bigrams, test }: ChangeInput,
  { family, probability }: { readonly family: Family; readonly probability: number },
  config: BehavioralConfig,
): VersionChange[] {
  const [before, after] = [older.sessions.map(listStepNames), newer.sessions.map(listStepNames)];
  return bigrams
    .map((bigram, at) => ({
      bigram,
      own: test.columnsOf['next']?.[at]?.probability ?? 1,
      difference: Math.abs(test.columnsOf['next']?.[at]?.difference ?? 0),
    }))
    .filter(({ own }) => own <= config.diff_significance)
    .sort(
      (a, b) => a.own - b.own || b.difference - a.difference || compareText(nameBigram(a.bigram), nameBigram(b.bigram)),
    )
    .flatMap(({ bigram, own }) => {
      const [was, is] = [rateBigram(before, bigram), rateBigram(after, bigram)];
      const ratio = is.rate / was.rate;
      if (!isLarge(ratio, config)) return [];
      const adjustedProbability = Math.max(own, probability);
      const sentence = `Since ${newer.version}, ${describeBigram({ bigram, was, is, ratio, sessions: after.length })} (${percent(was.plain)} → ${percent(is.plain)} of the time; adjusted p ${formatProbability(adjustedProbability)}).`;
      return [
        { family, subject: nameBigram(bigram), adjustedProbability, older: was.plain, newer: is.plain, sentence },
      ];
    })
    .slice(0, config.diff_changes_listed_max);
}

interface BigramRate {
  /** (n_ab + .5) / (n_a + 1): no division by nothing, and no endless ratios. */
  readonly rate: number;
  readonly plain: number;
  readonly from: number;
  readonly sessions: number;
}

function rateBigram(sequences: readonly (readonly string[])[], { from, to }: Bigram): BigramRate {
  let froms = 0;
  let both = 0;
  let sessions = 0;
  for (const names of sequences) {
    const before = both;
    for (let at = 0; at <= names.length; at++) {
      if ((names[at - 1] ?? BEGIN) !== from) continue;
      froms++;
      if ((names[at] ?? END) === to) both++;
    }
    if (both > before) sessions++;
  }
  return { rate: (both + 0.5) / (froms + 1), plain: froms === 0 ? 0 : both / froms, from: froms, sessions };
}

function describeBigram({
  bigram: { from, to },
  was,
  is,
  ratio,
  sessions,
}: {
  readonly bigram: Bigram;
  readonly was: BigramRate;
  readonly is: BigramRate;
  readonly ratio: number;
  readonly sessions: number;
}): string {
  const times = ratio >= 1 ? `${round(ratio)} times more often` : `${round(1 / ratio)} times less often`;
  if (was.from === 0) return `new: ${from} is followed by ${to}, in ${is.sessions} of ${sessions} sessions`;
  if (from === BEGIN) return to === END ? `it does nothing ${times}` : `it starts with ${to} ${times}`;
  return to === END ? `it ends with ${from} ${times}` : `${from} is followed by ${to} ${times}`;
}

function nameBigram({ from, to }: Bigram): string {
  return `${from} → ${to}`;
}

/** Only tools that stand out by themselves: that tools differ all in all names none of them. */
function listToolChanges(
  { older, newer, tools, test }: ChangeInput,
  probability: number,
  config: BehavioralConfig,
): VersionChange[] {
  const [before, after] = [countTools(older.sessions), countTools(newer.sessions)];
  return tools
    .map((tool, at) => {
      // Half a call more on both sides, as for bigrams.
      const was = ((before.get(tool) ?? 0) + 0.5) / (older.sessions.length + 1);
      const is = ((after.get(tool) ?? 0) + 0.5) / (newer.sessions.length + 1);
      const { probability: own = 1, difference = 0 } = test.columnsOf['tools']?.[at] ?? {};
      return { tool, was, is, ratio: is / was, own, difference };
    })
    .filter(({ ratio, own }) => own <= config.diff_significance && isLarge(ratio, config))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || compareText(a.tool, b.tool))
    .slice(0, config.diff_changes_listed_max)
    .map(({ tool, was, is, ratio, own }) => {
      const adjustedProbability = Math.max(own, probability);
      const sentence = `Since ${newer.version}, ${tool} is called ${describeRatio(ratio)} (${round(was)} → ${round(is)} calls a session; adjusted p ${formatProbability(adjustedProbability)}).`;
      return { family: 'tools', subject: tool, adjustedProbability, older: was, newer: is, sentence };
    });
}

function countTools(sessions: readonly SessionFeatures[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const session of sessions)
    for (const name of listStepNames(session)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

interface ComparedNumber {
  readonly family: Family;
  readonly subject: string;
  /** "1.4 times as many tokens". */
  readonly noun: string;
  readonly read: (session: SessionFeatures) => number;
  /** Rare things are told by their mean: their median is 0. */
  readonly isRare: boolean;
}

const NUMBERS = {
  steps: {
    family: 'steps',
    subject: 'steps',
    noun: 'steps',
    read: ({ numbers }) => numbers.toolCalls,
    isRare: false,
  },
  errors: {
    family: 'errors',
    subject: 'failed steps',
    noun: 'failed steps',
    read: ({ numbers }) => numbers.failedSteps,
    isRare: true,
  },
  cost: {
    family: 'cost',
    subject: 'cost',
    noun: 'nano-dollars',
    read: ({ numbers }) => numbers.costNanoUsd ?? 0,
    isRare: false,
  },
  tokens: {
    family: 'cost',
    subject: 'tokens',
    noun: 'tokens',
    read: ({ numbers }) => numbers.tokens ?? 0,
    isRare: false,
  },
} as const satisfies Record<string, ComparedNumber>;

function compareCost(input: ChangeInput, probability: number, config: BehavioralConfig): VersionChange[] {
  const isKnown = [...input.older.sessions, ...input.newer.sessions].every(
    ({ numbers }) => numbers.costNanoUsd !== null,
  );
  return compareNumbers(input, isKnown ? NUMBERS.cost : NUMBERS.tokens, { probability, config });
}

function compareNumbers(
  { older, newer }: ChangeInput,
  { family, subject, noun, read, isRare }: ComparedNumber,
  { probability, config }: { readonly probability: number; readonly config: BehavioralConfig },
): VersionChange[] {
  const [before, after] = [sortNumbers(older.sessions.map(read)), sortNumbers(newer.sessions.map(read))];
  const [was, is] = isRare ? [mean(before), mean(after)] : [median(before) ?? 0, median(after) ?? 0];
  const ratio = was === 0 ? Infinity : is / was;
  const delta = cliffDelta(before, after);
  const isBig = Math.abs(delta) >= config.diff_cliff_delta_min || (isRare && isLarge(ratio, config));
  if (!isBig || is === was) return [];
  const kind = isRare ? 'mean' : 'median';
  const times = Number.isFinite(ratio)
    ? `${round(ratio)} times as many ${noun}`
    : `${noun} where there were none before`;
  const sentence = `Since ${newer.version}, a session has ${times} (${kind} ${shorten(was)} → ${shorten(is)}; adjusted p ${formatProbability(probability)}).`;
  return [{ family, subject, adjustedProbability: probability, older: was, newer: is, sentence }];
}

/** How often a newer value is above an older one, less how often it is below (Cliff, 1993). Both are sorted. */
export function cliffDelta(before: Float64Array, after: Float64Array): number {
  if (before.length === 0 || after.length === 0) return 0;
  let below = 0;
  let upTo = 0;
  let sum = 0;
  for (const value of after) {
    while (below < before.length && (before[below] ?? 0) < value) below++;
    upTo = Math.max(upTo, below);
    while (upTo < before.length && (before[upTo] ?? 0) <= value) upTo++;
    sum += below - (before.length - upTo);
  }
  return sum / (before.length * after.length);
}

function listMixChanges(
  { older, newer, strata, test }: ChangeInput,
  probability: number,
  config: BehavioralConfig,
): VersionChange[] {
  const sessions = [...older.sessions, ...newer.sessions];
  return listStrata(strata)
    .filter((_, at) => (test.columnsOf['mix']?.[at]?.probability ?? 1) <= config.diff_significance)
    .map((stratum) => {
      const own = sessions.filter((_, at) => strata[at] === stratum);
      const inOlder = older.sessions.filter((_, at) => strata[at] === stratum).length;
      const was = inOlder / older.sessions.length;
      const is = (own.length - inOlder) / newer.sessions.length;
      return { stratum, was, is, pattern: describePattern(stratum, own) };
    })
    .filter(({ was, is }) => Math.abs(is - was) >= config.diff_share_change_min - 1e-9)
    .sort((a, b) => Math.abs(b.is - b.was) - Math.abs(a.is - a.was) || a.stratum - b.stratum)
    .slice(0, config.diff_changes_listed_max)
    .map(({ was, is, pattern }) => ({
      family: 'mix',
      subject: pattern,
      adjustedProbability: probability,
      older: was,
      newer: is,
      sentence: `Since ${newer.version}, ${percent(is)} of the sessions follow ${pattern}, before it were ${percent(was)} (adjusted p ${formatProbability(probability)}).`,
    }));
}

function describePattern(stratum: number, sessions: readonly SessionFeatures[]): string {
  if (stratum < 0) return 'no common pattern';
  const counts = new Map<string, number>();
  for (const session of sessions) {
    const text = listStepNames(session).slice(0, 5).join(' → ');
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const [start] = [...counts].sort(([a, one], [b, two]) => two - one || compareText(a, b));
  return `the pattern ${start === undefined || start[0] === '' ? 'without steps' : `${start[0]} …`}`;
}

/** What needs no test: with enough older sessions, a tool or a model that none of them used is new. */
export function listCertainFacts(older: VersionSide, newer: VersionSide, config: BehavioralConfig): string[] {
  if (older.sessions.length < config.diff_certain_sessions_min) return [];
  return [
    ...listNew(older, newer, (session) => session.steps.names).map(
      ({ name, count }) =>
        `New in ${newer.version}: the tool ${name}, in ${count} of ${newer.sessions.length} sessions.`,
    ),
    ...listNew(older, newer, (session) => session.models).map(
      ({ name, count }) =>
        `New in ${newer.version}: the model ${name}, in ${count} of ${newer.sessions.length} sessions.`,
    ),
  ];
}

const FACTS_MAX = 10;

function listNew(
  older: VersionSide,
  newer: VersionSide,
  read: (session: SessionFeatures) => readonly string[],
): { readonly name: string; readonly count: number }[] {
  const known = new Set(older.sessions.flatMap(read));
  const counts = new Map<string, number>();
  for (const session of newer.sessions)
    for (const name of new Set(read(session))) if (!known.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name))
    .slice(0, FACTS_MAX);
}

/** What shows in three of four comparisons of agents with known changes, by the size of the smaller side. */
const VISIBLE: readonly (readonly [sessions: number, changes: string])[] = [
  [100, 'a step doubled in 40 % of the sessions, a new tool in 20 %, errors from 3 to 10 %, or 25 % more tokens'],
  [50, 'a step doubled in 80 % of the sessions, a new tool in 40 %, errors from 3 to 10 %, or 25 % more tokens'],
  [20, 'a step doubled in 80 % of the sessions, errors from 3 to 18 %, or 50 % more tokens'],
];

export function describeNoChange(older: number, newer: number): string {
  const visible = VISIBLE.find(([sessions]) => Math.min(older, newer) >= sessions)?.[1];
  return visible === undefined
    ? `No change seen; with ${older} + ${newer} sessions only very large changes would show.`
    : `No change seen; with ${older} + ${newer} sessions only changes of this size would show: ${visible}.`;
}

function isLarge(ratio: number, { diff_rate_ratio_min: min }: BehavioralConfig): boolean {
  return ratio >= min || ratio <= 1 / min;
}

function describeRatio(ratio: number): string {
  return ratio >= 1 ? `${round(ratio)} times more often` : `${round(1 / ratio)} times less often`;
}

function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function shorten(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}

function formatProbability(probability: number): string {
  return probability < 0.001 ? 'below .001' : String(Number(probability.toPrecision(2))).replace(/^0/, '');
}
