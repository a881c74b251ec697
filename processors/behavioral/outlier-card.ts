/**
 * Why a session is unusual, in facts that can be checked: its most surprising steps, what no session before it did, tools and
 * models it alone used, numbers far from the usual. Each with the value and what it was compared with.
 */
import { findCover, findOwnVariant, scoreSteps, type Baseline } from './baseline.ts';
import type { BehavioralConfig } from './config.ts';
import { buildCoverage, describeUncovered } from './coverage.ts';
import { listStepNames, listStepTokens, type SessionFeatures, type SessionNumbers } from './features.ts';
import type { OutlierScore } from './outlier-score.ts';
import { findUnusualNumber, type UsualNumbers } from './usual-numbers.ts';

export interface OutlierCard {
  readonly sessionId: string;
  readonly score: OutlierScore;
  /** Behaviour alone is never critical. */
  readonly severity: 'low' | 'medium' | 'high';
  readonly clusterId: number | null;
  readonly nearestClusterId: number | null;
  /** One minus the similarity to the nearest cluster's medoid; 1 where there is none. */
  readonly distanceToNearest: number;
  readonly causes: readonly OutlierCause[];
  readonly newTools: readonly string[];
  readonly missingCommonTools: readonly string[];
  readonly recommendation: string;
}

export interface OutlierCause {
  readonly kind:
    | 'no_pattern'
    | 'new_tool'
    | 'new_model'
    | 'surprising_step'
    | 'uncovered_part'
    | 'missing_tools'
    | 'unusual_number';
  readonly text: string;
  readonly value: number | string;
  readonly baseline: number | string | null;
  /** Number of the step, from 0, where it is about one. */
  readonly step?: number;
  /** Which number it is about, where it is about one. */
  readonly number?: keyof SessionNumbers;
}

/** What the cards of one agent share. */
export interface CardContext {
  readonly baseline: Baseline;
  readonly usual: UsualBehaviour;
  readonly config: BehavioralConfig;
}

export interface UsualBehaviour {
  readonly sessions: number;
  /** In how many baseline sessions each tool and each model was used. */
  readonly tools: ReadonlyMap<string, number>;
  readonly models: ReadonlyMap<string, number>;
  readonly numbers: ReadonlyMap<keyof SessionNumbers, UsualNumbers>;
}

export interface Place {
  readonly clusterId: number | null;
  readonly nearestClusterId: number | null;
  readonly similarity: number;
}

const LISTED_MAX = 3;
const COMMON_SHARE = 0.5;
/** A step that one in two sessions would take is no surprise, however long the list. */
const SURPRISAL_BITS_MIN = 2;

export function describeOutlier(
  session: SessionFeatures,
  { score, place }: { readonly score: OutlierScore; readonly place: Place },
  context: CardContext,
): OutlierCard {
  const newTools = findNewTools(session, context);
  const missingCommonTools = findMissing(session, context.usual);
  const causes = [
    ...(place.clusterId === null
      ? [cause('no_pattern', 'follows none of the patterns', round(place.similarity), context.config.join_similarity)]
      : []),
    ...newTools.map((tool) =>
      cause('new_tool', `uses ${tool}, which no other session did`, tool, context.usual.sessions),
    ),
    ...findNew(new Set(session.models), context.usual.models, session, context).map((model) =>
      cause('new_model', `runs on ${model}, which no other session did`, model, context.usual.sessions),
    ),
    ...describeSurprises(session, context),
    ...describeParts(session, context),
    ...(missingCommonTools.length === 0
      ? []
      : [
          cause(
            'missing_tools',
            `does without ${missingCommonTools.join(', ')}, which most sessions use`,
            missingCommonTools.length,
            null,
          ),
        ]),
    ...describeNumbers(session, context),
  ];
  return {
    sessionId: session.sessionId,
    score,
    severity: score.level === 'very_unusual' ? 'high' : score.level === 'unusual' ? 'medium' : 'low',
    clusterId: place.clusterId,
    nearestClusterId: place.nearestClusterId,
    distanceToNearest: round(1 - place.similarity),
    causes,
    newTools,
    missingCommonTools,
    recommendation: recommend(score, causes),
  };
}

function cause(
  kind: OutlierCause['kind'],
  text: string,
  value: number | string,
  baseline: number | string | null,
): OutlierCause {
  return { kind, text, value, baseline };
}

/** Tools that no session of the baseline used but this one. */
export function findNewTools(session: SessionFeatures, context: CardContext): string[] {
  return findNew(new Set(session.steps.names), context.usual.tools, session, context);
}

/** What no other baseline session has: with the session itself among them, once. */
function findNew(
  own: ReadonlySet<string>,
  usual: ReadonlyMap<string, number>,
  { sessionId }: SessionFeatures,
  { baseline }: CardContext,
): string[] {
  const itself = baseline.own.has(sessionId) ? 1 : 0;
  if (baseline.size - itself <= 0) return [];
  return [...own].filter((name) => (usual.get(name) ?? 0) <= itself).sort();
}

function findMissing({ steps }: SessionFeatures, { tools, sessions }: UsualBehaviour): string[] {
  const own = new Set(steps.names);
  return [...tools]
    .filter(([name, count]) => count > COMMON_SHARE * sessions && !own.has(name))
    .sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1))
    .slice(0, LISTED_MAX)
    .map(([name]) => name);
}

function describeSurprises(session: SessionFeatures, { baseline }: CardContext): OutlierCause[] {
  if (baseline.size - (baseline.own.has(session.sessionId) ? 1 : 0) <= 0) return [];
  const tokens = listStepTokens(session);
  return [...scoreSteps(baseline, session)]
    .map((bits, step) => ({ bits, step }))
    .filter(({ bits }) => bits >= SURPRISAL_BITS_MIN)
    .sort((a, b) => b.bits - a.bits || a.step - b.step)
    .slice(0, LISTED_MAX)
    .map(({ bits, step }) => {
      const after = step === 0 ? 'at the start' : `after ${tokens[step - 1] ?? ''}`;
      const name = tokens[step] === undefined ? `ends ${after}` : `${tokens[step]} ${after}`;
      const chance = `1 in ${Math.round(2 ** bits).toLocaleString('en-US')}`;
      return { ...cause('surprising_step', `${name} (expected ${chance})`, round(bits), chance), step };
    });
}

function describeParts(session: SessionFeatures, { baseline, config }: CardContext): OutlierCause[] {
  const set = buildCoverage(session, config.shingles_max);
  const { cover, uncovered } = findCover(baseline, set, findOwnVariant(baseline, session.sessionId, set));
  if (uncovered === 0 || baseline.size === 0) return [];
  const parts = describeUncovered(session, cover);
  const shown = parts.slice(0, 2 * LISTED_MAX);
  if (shown.length === 0) return [];
  const more = parts.length > shown.length ? ` and ${parts.length - shown.length} more` : '';
  const text = `the most similar session has not ${shown.join(', ')}${more}`;
  return [cause('uncovered_part', text, round(uncovered), 0)];
}

function describeNumbers(session: SessionFeatures, { usual, config }: CardContext): OutlierCause[] {
  return [...usual.numbers].flatMap(([key, numbers]) => {
    const value = session.numbers[key];
    const found = value === null ? null : findUnusualNumber(value, numbers, config);
    if (value === null || found === null) return [];
    const text = `${NUMBER_NAMES[key]}: ${format(value)}, ${found.isAbove ? 'above' : 'below'} the usual ${format(found.low)} to ${format(found.high)}`;
    return [{ ...cause('unusual_number', text, value, found.median), number: key }];
  });
}

const NUMBER_NAMES: Record<keyof SessionNumbers, string> = {
  toolCalls: 'tool calls',
  failedSteps: 'failed steps',
  modelCalls: 'model calls',
  resultCharacters: 'characters of results',
  durationMs: 'duration in ms',
  tokens: 'tokens',
  costNanoUsd: 'cost in nano-dollars',
};

function recommend({ level }: OutlierScore, causes: readonly OutlierCause[]): string {
  const kinds = new Set(causes.map(({ kind }) => kind));
  if (level === 'insufficient_data')
    return 'Too few sessions to say whether this is unusual: compare again when there are 20.';
  if (kinds.has('new_tool')) return 'Look at the calls of the new tool: who asked for them, and with which arguments.';
  if (kinds.has('surprising_step'))
    return 'Look at the most surprising steps and at what the model had read before them.';
  if (kinds.has('unusual_number')) return 'Look at what the session spent its time and tokens on.';
  return level === 'usual'
    ? 'Nothing to do: rare, but within what this agent does.'
    : 'Compare it with the most similar session.';
}

/** What most sessions of the baseline do. */
export function describeUsual(
  sessions: readonly SessionFeatures[],
  numbers: ReadonlyMap<keyof SessionNumbers, UsualNumbers>,
): UsualBehaviour {
  const tools = new Map<string, number>();
  const models = new Map<string, number>();
  const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const session of sessions) {
    for (const name of new Set(listStepNames(session))) count(tools, name);
    for (const model of session.models) count(models, model);
  }
  return { sessions: sessions.length, tools, models, numbers };
}

function round(value: number): number {
  return Math.round(1000 * value) / 1000;
}

function format(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
