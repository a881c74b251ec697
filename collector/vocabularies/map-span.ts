/**
 * What a span's attributes mean, whichever dialects it speaks. Each field comes from the first vocabulary that has it, and
 * is never added up from two. Runs for every span on the way in: map look-ups, and no walk over what the span carries.
 */
import { BARE_SPAN, type MappedSpan, type SessionKey, type SpanKind } from '../model/mapped-span.ts';
import { splitApart, splitUsage, type ReportedUsage } from '../model/usage.ts';
import { readErrorType } from './error-type.ts';
import { toIdentity } from './identity.ts';
import { kindPrecedence, vocabularies } from './index.ts';
import { readFlag } from './read-value.ts';
import { readConversationId, readSessionKey, readUserId } from './session-keys.ts';
import { readTags } from './tags.ts';
import type { FieldOfAllDialects, SpanInContext, Vocabulary, VocabularyFields } from './vocabulary.ts';

export function mapSpan(context: SpanInContext): MappedSpan {
  const { span, resource } = context;
  const { attributes } = span;
  const sessionKey = readOwnSessionKey(context) ?? readSessionKey(context);
  const readings = readAll(context);
  let fields: MergedFields = BARE_SPAN;
  let reported = NO_USAGE;
  for (const reading of readings) {
    fields = fillNulls(fields, reading.fields);
    reported = fillUsage(reported, reading.fields.reportedUsage);
  }
  const usage = splitUsage(reported);
  return {
    ...fields,
    kind: ownKindOf(readings, context) ?? chooseKind(readings),
    vocabulary: bestOf(readings),
    usage,
    billedApart: splitApart(reported, usage),
    reportedCostUsd: plausible(fields.reportedCostUsd),
    workflowId: fields.workflowId ?? toIdentity(resource.attributes.get('service.namespace')),
    sessionKey,
    conversationId: readConversationId(attributes, sessionKey),
    userId: context.own?.readUserId(context) ?? readUserId(span),
    tags: readTags(attributes),
    errorType: readErrorType(span),
    endsSession: readFlag(attributes, 'live_trace.session.end'),
  };
}

/** Before every key that is built in: the lowest rank of a trace is its session. */
const OWN_SESSION_RANK = -1;

function readOwnSessionKey(context: SpanInContext): SessionKey | null {
  const id = context.own?.readSessionId(context) ?? null;
  return id === null ? null : { id, rank: OWN_SESSION_RANK };
}

/** No call costs a million dollars; sums stay exact because what claims to is left in the span. */
const COST_USD_MAX = 1e6;

function plausible(costUsd: number | null): number | null {
  return costUsd !== null && costUsd <= COST_USD_MAX ? costUsd : null;
}

interface Reading {
  readonly vocabulary: Vocabulary;
  readonly score: number;
  readonly fields: VocabularyFields;
}

function readAll(context: SpanInContext): readonly Reading[] {
  const readings: Reading[] = [];
  const { own } = context;
  if (own !== undefined && own.score(context) > 0) {
    readings.push({ vocabulary: own, score: own.score(context), fields: own.read(context) });
  }
  for (const vocabulary of vocabularies) {
    const score = vocabulary.score(context);
    if (score > 0) readings.push({ vocabulary, score, fields: vocabulary.read(context) });
  }
  return readings;
}

/** Of equal scores the first in the table wins. */
function bestOf(readings: readonly Reading[]): string {
  let best: Reading | null = null;
  for (const reading of readings) if (best === null || reading.score > best.score) best = reading;
  return best?.vocabulary.name ?? BARE_SPAN.vocabulary;
}

/** What the user says is not weighed against what a dialect knows more. */
function ownKindOf([first]: readonly Reading[], { own }: SpanInContext): SpanKind | null {
  return own !== undefined && first?.vocabulary === own ? (first.fields.kind ?? null) : null;
}

function chooseKind(readings: readonly Reading[]): SpanKind {
  // Nearly every span speaks one dialect, and then nobody needs to be asked who goes first.
  const [only] = readings;
  if (only === undefined || readings.length === 1) return only?.fields.kind ?? BARE_SPAN.kind;
  let chosen: SpanKind | null = null;
  // Over the two or three that read something, not over all there are.
  for (const { fields } of [...readings].sort(byKindPrecedence)) {
    const { kind } = fields;
    if (kind === undefined || kind === null) continue;
    // OpenInference calls every LangChain run a CHAIN; a dialect that says it is an agent knows more.
    if (chosen === null || (chosen === 'workflow' && kind === 'agent')) chosen = kind;
  }
  return chosen ?? BARE_SPAN.kind;
}

function byKindPrecedence(a: Reading, b: Reading): number {
  return (KIND_RANKS.get(a.vocabulary) ?? KIND_RANKS.size) - (KIND_RANKS.get(b.vocabulary) ?? KIND_RANKS.size);
}

const KIND_RANKS: ReadonlyMap<Vocabulary, number> = new Map(
  kindPrecedence.map((vocabulary, rank) => [vocabulary, rank]),
);

/** Without the fields that have rules of their own, above. */
type MergedFields = Omit<MappedSpan, 'kind' | FieldOfAllDialects>;

/** Written out field by field: a loop over names costs more than the mapping itself. */
function fillNulls(a: MergedFields, b: VocabularyFields): MergedFields {
  return {
    provider: a.provider ?? b.provider ?? null,
    requestModel: a.requestModel ?? b.requestModel ?? null,
    responseModel: a.responseModel ?? b.responseModel ?? null,
    responseId: a.responseId ?? b.responseId ?? null,
    reportedCostUsd: a.reportedCostUsd ?? b.reportedCostUsd ?? null,
    unpriceable: a.unpriceable || b.unpriceable === true,
    finishReasons: firstList(a.finishReasons, b.finishReasons),
    timeToFirstTokenMs: a.timeToFirstTokenMs ?? b.timeToFirstTokenMs ?? null,
    toolName: a.toolName ?? b.toolName ?? null,
    toolCallId: a.toolCallId ?? b.toolCallId ?? null,
    availableTools: firstList(a.availableTools, b.availableTools),
    agentId: a.agentId ?? b.agentId ?? null,
    agentName: a.agentName ?? b.agentName ?? null,
    agentVersion: a.agentVersion ?? b.agentVersion ?? null,
    workflowId: a.workflowId ?? b.workflowId ?? null,
    failed: a.failed || b.failed === true,
  };
}

function firstList(a: readonly string[], b: readonly string[] | null | undefined): readonly string[] {
  return a.length > 0 ? a : (b ?? a);
}

function fillUsage(a: ReportedUsage, b: ReportedUsage | undefined): ReportedUsage {
  if (b === undefined || a === NO_USAGE) return b ?? a;
  return {
    input: a.input ?? b.input,
    output: a.output ?? b.output,
    cacheRead: a.cacheRead ?? b.cacheRead,
    cacheWrite: a.cacheWrite ?? b.cacheWrite,
    reasoning: a.reasoning ?? b.reasoning,
    apart: a.apart ?? b.apart ?? null,
    // Only the user's mapping says it, of its own totals, and it goes first.
    exclusive: a.exclusive,
  };
}

const NO_USAGE: ReportedUsage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null };
