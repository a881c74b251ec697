/**
 * A session's spans as a trace for the analysis. Spans of one model call (nested ones, or of two instrumentations) are one
 * turn, and a history that every request sends again is told again: what is the same call is found by the steps.
 */
import type { SpanKind } from '../../collector/model/mapped-span.ts';
import type { Message, MessagePart, SpanContents } from '../../collector/model/message.ts';
import type { TimelineSpan } from '../../collector/model/session.ts';
import { durationMs, unixNanoToMs } from '../../collector/model/unix-nano.ts';
import type { SessionTrace, TraceRecord } from './session-trace.ts';
import { identifyVersion } from './version.ts';

export interface TracedSpan {
  readonly span: TimelineSpan;
  /** Null where they were not captured, or are not worth reading (`needsContents`). */
  readonly contents: SpanContents | null;
}

export interface TracedSession {
  readonly sessionId: string;
  /** The version attribute of its agent, null where there is none. */
  readonly agentVersion: string | null;
  readonly spans: readonly TracedSpan[];
}

/** Whether a span's contents say anything to the analysis: reading them is most of the work. */
export function needsContents(kind: SpanKind): boolean {
  return isModelCall(kind) || isToolCall(kind) || isFrame(kind);
}

export function buildSessionTrace({ sessionId, agentVersion, spans }: TracedSession): SessionTrace {
  const sorted = spans.toSorted((a, b) => compareStarts(a.span, b.span));
  const byId = new Map(sorted.map(({ span }) => [`${span.traceId}.${span.spanId}`, span]));
  const turns = new Turns(byId);
  const history: History = { nameless: new Map(), isFirst: true, isAnswerMissing: false, said: new WeakSet() };
  const records = sorted.flatMap((traced): TraceRecord[] => {
    const { span } = traced;
    // What a user says to an agent that another one called was written by a model.
    const isDelegated = isWithin(span, byId, isToolCall) || findOuterAgent(span, byId) !== undefined;
    if (isModelCall(span.kind)) return recordModelCall(traced, { turns, history, isDelegated });
    if (isToolCall(span.kind)) return recordToolCall(traced, turns, byId);
    if (!isFrame(span.kind)) return [];
    const said = traced.contents === null ? [] : recordSaid(traced.contents, isDelegated, history.said);
    return [...said, ...recordHandoff(span, turns, byId)];
  });
  const calls = sorted.filter(({ span }) => isModelCall(span.kind) && !isWithin(span, byId, isModelCall));
  const first = calls.find(({ contents }) => contents !== null && contents.system.length > 0)?.contents ?? null;
  const tools = calls.find(({ contents }) => (contents?.tool_definitions.length ?? 0) > 0)?.contents?.tool_definitions;
  // A call that failed names the model that was asked, the others the one that answered: another version for every failure.
  const answered = calls.filter(({ span }) => span.status !== 'error');
  const models = [...new Set((answered.length > 0 ? answered : calls).flatMap(({ span }) => span.model ?? []))];
  const starts = sorted.map(({ span }) => span.startUnixNano);
  const ends = sorted.map(({ span }) =>
    span.endUnixNano > span.startUnixNano ? span.endUnixNano : span.startUnixNano,
  );
  const [start, end] = [starts[0] ?? 0n, ends.reduce((latest, one) => (one > latest ? one : latest), 0n)];
  const costs = calls.map(({ span }) => span.costNanoUsd);
  return {
    sessionId,
    version: identifyVersion({
      version: agentVersion,
      systemPrompt: first === null ? null : textOf(first.system),
      tools: (tools ?? []).map(({ name, parameters }) => ({ name, schema: JSON.stringify(parameters) ?? '' })),
      models,
    }),
    endedMs: unixNanoToMs(end),
    durationMs: durationMs(start, end),
    models,
    modelCalls: turns.count,
    tokens: sumOf(calls.map(({ span }) => sumTokens(span))),
    costNanoUsd: costs.includes(null) || costs.length === 0 ? null : sumOf(costs),
    records,
  };
}

function isModelCall(kind: SpanKind): boolean {
  return kind === 'llm.chat' || kind === 'llm.completion';
}

function isToolCall(kind: SpanKind): boolean {
  return kind === 'tool' || kind === 'mcp';
}

/** What stands around calls. Mastra tells the messages of its calls there only. */
function isFrame(kind: SpanKind): boolean {
  return kind === 'agent' || kind === 'workflow';
}

type Spans = ReadonlyMap<string, TimelineSpan>;

/** No agent nests so deep; a chain of 20,000 parents would be walked 200,000,000 times. */
const ANCESTORS_MAX = 256;

function* listAncestors(span: TimelineSpan, byId: Spans): Generator<TimelineSpan> {
  // A sender may have made a circle of parents.
  const seen = new Set([span]);
  let parent = byId.get(`${span.traceId}.${span.parentSpanId}`);
  while (parent !== undefined && !seen.has(parent) && seen.size <= ANCESTORS_MAX) {
    seen.add(parent);
    yield parent;
    parent = byId.get(`${parent.traceId}.${parent.parentSpanId}`);
  }
}

function isWithin(span: TimelineSpan, byId: Spans, isKind: (kind: SpanKind) => boolean): boolean {
  for (const { kind } of listAncestors(span, byId)) if (isKind(kind)) return true;
  return false;
}

/** The numbers of the model calls, and which call asked for which tool call. Lives as long as one session is read. */
class Turns {
  count = 0;
  readonly #spans: Spans;
  readonly #bySpan = new Map<TimelineSpan, number>();
  readonly #byResponse = new Map<string, number>();
  readonly #byCall = new Map<string, number>();

  constructor(spans: Spans) {
    this.#spans = spans;
  }

  open(span: TimelineSpan): number {
    const turn = this.#findOpen(span) ?? ++this.count;
    this.#bySpan.set(span, turn);
    if (span.responseId !== null) this.#byResponse.set(span.responseId, turn);
    return turn;
  }

  #findOpen(span: TimelineSpan): number | undefined {
    for (const ancestor of listAncestors(span, this.#spans)) {
      const turn = this.#bySpan.get(ancestor);
      if (turn !== undefined) return turn;
    }
    return span.responseId === null ? undefined : this.#byResponse.get(span.responseId);
  }

  ask(callId: string | null, turn: number): void {
    if (callId !== null) this.#byCall.set(callId, turn);
  }

  /** Of the call that asked for it; without its id, of the call before it. */
  find(callId: string | null): number | null {
    const asked = callId === null ? undefined : this.#byCall.get(callId);
    return asked ?? (this.count === 0 ? null : this.count);
  }
}

/** What the requests so far have told of the calls before them. */
interface History {
  /** How many results without an id, by agent and trace. */
  readonly nameless: Map<string, number>;
  /** What the session's first request brings along happened before the session. */
  isFirst: boolean;
  /** A request after an answer that was not captured may be the only word of the calls in it. */
  isAnswerMissing: boolean;
  /** Whose words are told: a history that is sent again may be the very same objects. */
  readonly said: WeakSet<Message>;
}

function recordModelCall(
  { span, contents }: TracedSpan,
  { turns, history, isDelegated }: { readonly turns: Turns; readonly history: History; readonly isDelegated: boolean },
): TraceRecord[] {
  const turn = turns.open(span);
  if (contents === null) return [];
  const told = contents.input.flatMap((message) => recordHistory(message, turn, span));
  const isNew = (record: TraceRecord): boolean =>
    !history.isFirst && (record.type !== 'tool_asked' || history.isAnswerMissing);
  const asked = contents.output.flatMap(({ parts }) =>
    parts.flatMap((part): TraceRecord[] => {
      if (part.type !== 'tool_call') return [];
      turns.ask(part.id, turn);
      return [{ type: 'tool_asked', callId: part.id, name: part.name, arguments: part.arguments, turn, place: span }];
    }),
  );
  const records = [
    ...recordSaid(contents, isDelegated, history.said),
    ...dropKnown(told, { key: `${span.agentId ?? ''} ${span.traceId}`, nameless: history.nameless }).filter(isNew),
    ...asked,
  ];
  history.isFirst = false;
  history.isAnswerMissing ||= contents.output.length === 0 && span.status !== 'error';
  return records;
}

function recordSaid({ system, input }: SpanContents, isDelegated: boolean, said: WeakSet<Message>): TraceRecord[] {
  const messages = input.filter((message) => {
    const { role } = message;
    if (role !== 'system' && role !== 'developer' && (role !== 'user' || isDelegated)) return false;
    if (said.has(message)) return false;
    said.add(message);
    return true;
  });
  return [system, ...messages.map(({ parts }) => parts)]
    .map(textOf)
    .filter((text) => text !== '')
    .map((text) => ({ type: 'text', text }));
}

function textOf(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? part.content : [])).join('\n');
}

function recordHistory({ name, parts }: Message, turn: number, place: TimelineSpan): TraceRecord[] {
  return parts.flatMap((part): TraceRecord[] => {
    if (part.type === 'tool_call_response')
      return [{ type: 'tool_answered', callId: part.id, name, result: part.response, failed: false, turn }];
    // An earlier call whose answer was not captured. Without an id nothing says that it is not known already.
    if (part.type === 'tool_call' && part.id !== null)
      return [{ type: 'tool_asked', callId: part.id, name: part.name, arguments: part.arguments, turn: null, place }];
    return [];
  });
}

/** Results without an id come again with every request: of a longer history only what is new is an answer. */
function dropKnown(
  history: readonly TraceRecord[],
  { key, nameless }: { readonly key: string; readonly nameless: Map<string, number> },
): TraceRecord[] {
  const known = nameless.get(key) ?? 0;
  let found = 0;
  const kept = history.filter((record) => {
    const isNameless = record.type === 'tool_answered' && record.callId === null;
    return !isNameless || ++found > known;
  });
  nameless.set(key, Math.max(known, found));
  return kept;
}

function recordToolCall({ span, contents }: TracedSpan, turns: Turns, byId: Spans): TraceRecord[] {
  const name = span.toolName ?? span.name;
  // A framework's span of a call around a client's of the same call.
  for (const ancestor of listAncestors(span, byId)) {
    if (isToolCall(ancestor.kind) && (ancestor.toolName ?? ancestor.name) === name) return [];
  }
  const { startUnixNano: start, endUnixNano: end } = span;
  return [
    {
      type: 'tool_executed',
      callId: span.toolCallId,
      name,
      arguments: contents?.arguments ?? null,
      result: contents?.result ?? null,
      failed: span.status === 'error',
      durationMs: end > start ? durationMs(start, end) : null,
      turn: turns.find(span.toolCallId),
      place: span,
    },
  ];
}

/** An agent within another agent; the outermost is the session's own. */
function recordHandoff(span: TimelineSpan, turns: Turns, byId: Spans): TraceRecord[] {
  const outer = span.kind === 'agent' ? findOuterAgent(span, byId) : undefined;
  return outer === undefined || span.agentName === null
    ? []
    : [{ type: 'handoff', agent: span.agentName, turn: turns.find(null), place: span }];
}

/** The nearest agent around a span's own agent, by name: frames without one are a framework's. */
function findOuterAgent(span: TimelineSpan, byId: Spans): string | undefined {
  let own = span.kind === 'agent' ? span.agentName : null;
  for (const { kind, agentName } of listAncestors(span, byId)) {
    if (kind !== 'agent' || agentName === null) continue;
    own ??= agentName;
    if (agentName !== own) return agentName;
  }
  return undefined;
}

function compareStarts(a: TimelineSpan, b: TimelineSpan): number {
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  // A parent that starts with its child is before it, so that the child finds its turn; else any order that is always the same.
  if (a.spanId === b.parentSpanId) return -1;
  if (b.spanId === a.parentSpanId) return 1;
  return a.spanId < b.spanId ? -1 : 1;
}

function sumTokens({ usage }: TimelineSpan): number | null {
  if (usage === null) return null;
  return usage.inputUncached + usage.cacheRead + usage.cacheWrite + usage.outputText + usage.reasoning;
}

function sumOf(values: readonly (number | null)[]): number | null {
  const told = values.flatMap((value) => value ?? []);
  return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0);
}
