/**
 * Two instrumentations that see one call beside each other, not one around the other, give two spans of it. Where both name
 * the answer's id that is easy; OpenInference and OpenLLMetry on one LangChain agent make two trees of spans and one of them
 * has no ids. What tells these from real calls side by side is who made them: without an id, spans of one scope are never one
 * call, and each has one partner in another scope at most, so that n equal calls at once stay n. Looks at what was sent and
 * never at the order it came in.
 */
import { detailTokens, inputTokens, outputTokens, type TokenUsage } from '../model/usage.ts';
import { agentOf } from './identify-agent.ts';
import type { SpanFacts } from './span-facts.ts';
import { compareStart, type SpanTree } from './span-tree.ts';

/**
 * Pairs of spans that run at the same time and are looked at in one trace, which is 141 calls at once in each of two scopes.
 * Of what is beyond it a repeat counts as a call: a trace must not cost the square of its spans.
 */
const COMPARISONS_MAX = 20_000;

/** Which kinds of call may be told twice: what a span is called otherwise (`llm.chat`, `llm.completion`) does not matter. */
const CALL_CLASSES: Readonly<Partial<Record<SpanFacts['kind'], string>>> = {
  'llm.chat': 'llm',
  'llm.completion': 'llm',
  embedding: 'embedding',
  rerank: 'rerank',
  tool: 'tool',
};

/** Whether a span can be a call that another scope tells too; only then its scope is kept. */
export function mayBeRepeated(kind: SpanFacts['kind']): boolean {
  return CALL_CLASSES[kind] !== undefined;
}

/** @returns what each span that only repeats another one repeats; nearly always nothing. */
export function pairRepeats(spans: readonly SpanFacts[], tree: SpanTree): ReadonlyMap<SpanFacts, SpanFacts> {
  const answered = findAnsweredTwice(spans);
  const pairs = areOfSeveralScopes(spans) ? findPairs(spans, tree) : [];
  if (answered.length === 0 && pairs.length === 0) return NO_REPEATS;
  const repeats = new Map<SpanFacts, SpanFacts>();
  for (const call of joinPairs(answered, pairs, tree)) {
    const [standing, ...others] = [...call].sort(compareTelling);
    for (const other of others) if (standing !== undefined) repeats.set(other, standing);
  }
  return repeats;
}

const NO_REPEATS: ReadonlyMap<SpanFacts, SpanFacts> = new Map();

/** Each span with the one before it whose answer has the same id. */
function findAnsweredTwice(spans: readonly SpanFacts[]): readonly (readonly [SpanFacts, SpanFacts])[] {
  const byResponse = new Map<string, SpanFacts>();
  const found: (readonly [SpanFacts, SpanFacts])[] = [];
  for (const span of spans) {
    if (span.responseId === null) continue;
    const before = byResponse.get(span.responseId);
    if (before === undefined) byResponse.set(span.responseId, span);
    else found.push([before, span]);
  }
  return found;
}

/** Asked for every trace, so it is no more than a walk that ends at the second scope. */
function areOfSeveralScopes(spans: readonly SpanFacts[]): boolean {
  let first = '';
  for (const { scope } of spans) {
    if (scope === '' || scope === first) continue;
    if (first !== '') return true;
    first = scope;
  }
  return false;
}

interface Timed {
  readonly span: SpanFacts;
  readonly startUs: number;
  readonly endUs: number;
}

interface Pair {
  readonly a: SpanFacts;
  readonly b: SpanFacts;
  /** How far apart the two begin and end: a span's own repeat is the nearest of those that fit. */
  readonly apartUs: number;
}

/** In order of start, each with those before it that had not ended yet. */
function findPairs(spans: readonly SpanFacts[], tree: SpanTree): readonly Pair[] {
  const pairs: Pair[] = [];
  let open: Timed[] = [];
  let comparisons = 0;
  for (const span of spans.toSorted(compareStart)) {
    if (span.scope === '' || !mayBeRepeated(span.kind)) continue;
    const startUs = Number(span.startUnixNano / 1000n);
    const endUs = Math.max(startUs, Number(span.endUnixNano / 1000n));
    const now = { span, startUs, endUs };
    open = open.filter((before) => before.endUs >= startUs);
    for (const before of open) {
      if (before.span.scope === span.scope) continue;
      if (++comparisons > COMPARISONS_MAX) return pairs;
      if (contradict(before.span, span) || !isAtSameTime(before, now)) continue;
      if (!areBesideEachOther(before.span, span, tree)) continue;
      pairs.push({ a: before.span, b: span, apartUs: startUs - before.startUs + Math.abs(endUs - before.endUs) });
    }
    open.push(now);
  }
  return pairs;
}

/** What two spans of one call cannot both say. */
function contradict(a: SpanFacts, b: SpanFacts): boolean {
  if (CALL_CLASSES[a.kind] !== CALL_CLASSES[b.kind]) return true;
  if (differ(a.responseId, b.responseId) || differ(a.toolCallId, b.toolCallId)) return true;
  if (a.kind === 'tool') return a.toolName === null || a.toolName !== b.toolName;
  if (a.usage !== null && b.usage !== null) return !saySameTokens(a.usage, b.usage) || !nameSameModel(a, b);
  // Without tokens there must be more that agrees.
  if ((a.status === 'error') !== (b.status === 'error')) return true;
  return a.model === null || b.model === null || !nameSameModel(a, b);
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** Some leave out of a total what the cache served, or what was reasoned. */
function saySameTokens(a: TokenUsage, b: TokenUsage): boolean {
  const [inA, inB, outA, outB] = [inputTokens(a), inputTokens(b), outputTokens(a), outputTokens(b)];
  return (
    (inA === inB || inA === b.inputUncached || a.inputUncached === inB) &&
    (outA === outB || outA === b.outputText || a.outputText === outB)
  );
}

/** `gpt-4o` of the request, `openai/gpt-4o` of a gateway and `gpt-4o-2024-08-06` of the answer may be one; `gpt-4o-mini` is not. */
function nameSameModel(a: SpanFacts, b: SpanFacts): boolean {
  if (a.model === null || b.model === null || a.model === b.model) return true;
  const [modelA, modelB] = [bareModel(a.model), bareModel(b.model)];
  const [shorter, longer] = modelA.length < modelB.length ? [modelA, modelB] : [modelB, modelA];
  return longer.startsWith(shorter) && RELEASE.test(longer.slice(shorter.length));
}

function bareModel(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}

const RELEASE = /^$|^[-@:.](latest|\d{3,4}|\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|v\d+(:\d+)?)$/;

/** The spec's 90 % of the shorter span; calls of a few ms begin and end too far apart for it, so 1 ms may be missing. */
const OVERLAP_MIN = 0.9;
const MISSED_US_MAX = 1000;
/** Where no tokens agree, both must begin and end together: within a tenth, or within 5 ms as two wrappers of one client do. */
const APART_MAX = 0.1;
const APART_US_MAX = 5000;

function isAtSameTime(a: Timed, b: Timed): boolean {
  const overlap = Math.min(a.endUs, b.endUs) - Math.max(a.startUs, b.startUs);
  const [lengthA, lengthB] = [a.endUs - a.startUs, b.endUs - b.startUs];
  const shorter = Math.min(lengthA, lengthB);
  if (overlap < shorter / 2) return false;
  if (overlap < shorter * OVERLAP_MIN && shorter - overlap > MISSED_US_MAX) return false;
  const tells = a.span.kind === 'tool' || (a.span.usage !== null && b.span.usage !== null);
  if (tells) return true;
  const longer = Math.max(lengthA, lengthB);
  return overlap >= longer / 2 && longer - overlap <= Math.max(longer * APART_MAX, APART_US_MAX);
}

/**
 * Below one span, and from there each in a branch that its own instrumentation made: then the two see the same code run. A
 * span of somebody else in between, such as a second agent's, is where another call begins.
 */
function areBesideEachOther(a: SpanFacts, b: SpanFacts, tree: SpanTree): boolean {
  if (a.parentSpanId === b.parentSpanId) return true;
  const aboveB = tree.above(b);
  const aboveA = tree.above(a);
  const meetsB = new Set(aboveB);
  const meeting = aboveA.find((ancestor) => meetsB.has(ancestor));
  if (meeting === undefined) return false;
  const branchA = branchOf(a, aboveA.slice(0, aboveA.indexOf(meeting)));
  const branchB = branchOf(b, aboveB.slice(0, aboveB.indexOf(meeting)));
  const [agentsA, agentsB] = [agentsOf(branchA), agentsOf(branchB)];
  return (
    branchA.every(({ vocabulary }) => vocabulary === a.vocabulary) &&
    branchB.every(({ vocabulary }) => vocabulary === b.vocabulary) &&
    (agentsA.size === 0 || agentsB.size === 0 || !agentsA.isDisjointFrom(agentsB))
  );
}

/** Without what tells of the same call around it. */
function branchOf(span: SpanFacts, above: readonly SpanFacts[]): readonly SpanFacts[] {
  return above.filter(({ kind }) => CALL_CLASSES[kind] === undefined || CALL_CLASSES[kind] !== CALL_CLASSES[span.kind]);
}

function agentsOf(branch: readonly SpanFacts[]): ReadonlySet<string> {
  return new Set(branch.flatMap((span) => agentOf(span)?.id ?? []));
}

interface Call {
  readonly spans: readonly SpanFacts[];
  /** The spans, and those around them that tell of the same call. */
  readonly tellers: ReadonlySet<SpanFacts>;
}

/** The nearest pairs first; of a call no scope tells twice, and no two spans of it contradict each other. */
function joinPairs(
  answered: readonly (readonly [SpanFacts, SpanFacts])[],
  pairs: readonly Pair[],
  tree: SpanTree,
): Iterable<readonly SpanFacts[]> {
  const calls = new Map<SpanFacts, Call>();
  const callOf = (span: SpanFacts): Call => {
    const call = calls.get(span) ?? { spans: [span], tellers: new Set([span, ...aroundOf(span, tree)]) };
    calls.set(span, call);
    return call;
  };
  const join = (a: Call, b: Call): void => {
    const call = { spans: [...a.spans, ...b.spans], tellers: a.tellers.union(b.tellers) };
    for (const span of call.spans) calls.set(span, call);
  };
  for (const [a, b] of answered) if (callOf(a) !== callOf(b)) join(callOf(a), callOf(b));
  for (const { a, b } of pairs.toSorted(comparePairs)) {
    const [callA, callB] = [callOf(a), callOf(b)];
    if (callA !== callB && mayBeOne(callA, callB)) join(callA, callB);
  }
  return new Set([...calls.values()].map(({ spans }) => spans));
}

function aroundOf(span: SpanFacts, tree: SpanTree): readonly SpanFacts[] {
  return tree.above(span).filter(({ kind }) => CALL_CLASSES[kind] === CALL_CLASSES[span.kind]);
}

function mayBeOne(callA: Call, callB: Call): boolean {
  // Two spans of one scope are two calls, unless they are the one span around both.
  for (const a of callA.tellers) for (const b of callB.tellers) if (a !== b && a.scope === b.scope) return false;
  for (const a of callA.spans) for (const b of callB.spans) if (contradict(a, b)) return false;
  return true;
}

function comparePairs(x: Pair, y: Pair): number {
  return x.apartUs - y.apartUs || compareIds(x.a, y.a) || compareIds(x.b, y.b);
}

/** The one that stands comes first: it knows the tokens, more of them, and what they are made of. */
function compareTelling(a: SpanFacts, b: SpanFacts): number {
  return (
    Number(b.usage !== null) - Number(a.usage !== null) ||
    totalOf(b) - totalOf(a) ||
    detailOf(b) - detailOf(a) ||
    Number(b.costNanoUsd !== null) - Number(a.costNanoUsd !== null) ||
    Number(b.responseId !== null) - Number(a.responseId !== null) ||
    Number(b.toolCallId !== null) - Number(a.toolCallId !== null) ||
    Number(a.startUnixNano - b.startUnixNano) ||
    compareIds(a, b)
  );
}

function totalOf({ usage }: SpanFacts): number {
  return usage === null ? 0 : inputTokens(usage) + outputTokens(usage);
}

function detailOf({ usage }: SpanFacts): number {
  return usage === null ? 0 : detailTokens(usage);
}

function compareIds({ spanId: a }: SpanFacts, { spanId: b }: SpanFacts): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
