/**
 * A completed session for the processors, from the pages of its spans: decoded, contents read where a processor needs them,
 * and every call once. A session of more spans than may be is read so far, and what is left out is counted.
 */
import type { SpanContents } from '../model/message.ts';
import type { MappedSpan } from '../model/mapped-span.ts';
import { BARE_SPAN } from '../model/mapped-span.ts';
import type { SessionRecord, TimelineSpan } from '../model/session.ts';
import type { CompletedSession, CompletedSpan } from '../../processors/processor.ts';
import { countCalls, isModelCall } from '../sessions/count-calls.ts';
import { pairTwins } from '../sessions/merge-twins.ts';
import { mayBeRepeated } from '../sessions/pair-repeats.ts';
import type { SpanFacts } from '../sessions/span-facts.ts';
import { SpanTree } from '../sessions/span-tree.ts';
import type { AnalysisReader, AnalyzedSpan } from '../store/analysis-store.ts';
import { decodeStoredSpan, type DecodedStoredSpan } from '../store/decode-stored-span.ts';
import type { OwnVocabulary } from '../vocabularies/vocabulary.ts';
import { mapSpan } from '../vocabularies/map-span.ts';
import { GrowingContents } from './read-growing-contents.ts';

export interface SessionReading {
  readonly needsContents: (span: Pick<TimelineSpan, 'kind'>) => boolean;
  readonly spansMax: number;
}

/** A session whose spans cannot be read; the store itself is well. Says what kind of error it was and nothing that was read. */
export class SessionUnreadable extends Error {}

/** @returns null for a session that is not there, or not completed any more. */
export async function buildCompletedSession(
  sessionId: string,
  { reader, reading }: { readonly reader: AnalysisReader; readonly reading: SessionReading },
): Promise<CompletedSession | null> {
  const record = await reader.readSession(sessionId);
  if (record === null || record.status !== 'completed') return null;
  const read: ReadSpan[] = [];
  const growing = new GrowingContents();
  for await (const page of reader.readAnalyzedSpans(sessionId)) {
    // In the order in which they were made, so that a growing conversation is read from where the call before it ended.
    for (const span of page.slice(0, reading.spansMax - read.length).sort(compareRecords)) {
      read.push(readSpan(span, { own: reader.own, growing, reading }));
    }
    if (read.length >= reading.spansMax) break;
  }
  return onUnreadable(() => assemble(record, read));
}

function assemble(record: SessionRecord, read: readonly ReadSpan[]): CompletedSession {
  return {
    record,
    spans: onceEach(read).map(toCompletedSpan).sort(compareStarts),
    spansLeftOut: Math.max(0, record.totals.spans - read.length),
  };
}

interface ReadSpan {
  /** Of the facts only what says which calls are the same. */
  readonly facts: SpanFacts;
  readonly requestedModel: string | null;
  readonly contents: SpanContents | null;
}

interface SpanReadingContext {
  readonly own: OwnVocabulary | null;
  readonly growing: GrowingContents;
  readonly reading: SessionReading;
}

function readSpan(stored: AnalyzedSpan, { own, growing, reading }: SpanReadingContext): ReadSpan {
  return onUnreadable(() => {
    const { record } = stored;
    const context = decodeStoredSpan(stored, own);
    const mapped = mapOrBare(context);
    return {
      facts: toFacts(record, mapped, context),
      requestedModel: mapped.requestModel,
      contents: reading.needsContents(record)
        ? growing.read({ kind: record.kind, context, logRecords: stored.logRecords })
        : null,
    };
  });
}

function onUnreadable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SessionUnreadable(error instanceof Error ? error.name : typeof error);
  }
}

/** A span whose attributes defeat a vocabulary is a span without them, as it was on the way in. */
function mapOrBare(context: DecodedStoredSpan): MappedSpan {
  try {
    return mapSpan(context);
  } catch {
    return BARE_SPAN;
  }
}

function toFacts(
  record: AnalyzedSpan['record'],
  { agentVersion }: MappedSpan,
  { scope }: DecodedStoredSpan,
): SpanFacts {
  return {
    ...record,
    agentVersion,
    scope: mayBeRepeated(record.kind) ? scope.name : '',
    sessionKey: null,
    workflowId: null,
    userId: null,
    tags: [],
    availableTools: [],
    endsSession: false,
    serviceName: null,
    promptHash: null,
    attributeCount: 0,
    digest: '',
  };
}

/** Without what tells of a call beside another span of it; what it alone says of its contents goes to the one that stands. */
function onceEach(read: readonly ReadSpan[]): readonly ReadSpan[] {
  const byFacts = new Map(read.map((one) => [one.facts, one]));
  const repeats = findRepeats(read.map(({ facts }) => facts));
  for (const [repeat, standing] of repeats) {
    const [told, stands] = [byFacts.get(repeat), byFacts.get(standing)];
    byFacts.delete(repeat);
    if (told !== undefined && stands !== undefined) byFacts.set(standing, fillFrom(stands, told));
  }
  return [...byFacts.values()];
}

function findRepeats(spans: readonly SpanFacts[]): ReadonlyMap<SpanFacts, SpanFacts> {
  const keyOf = ({ traceId, spanId }: SpanFacts): string => `${traceId} ${spanId}`;
  const byKey = new Map(spans.map((span) => [keyOf(span), span]));
  const repeats = new Map<SpanFacts, SpanFacts>();
  for (const [key, twinKey] of pairTwins(byKey)) {
    const [event, twin] = [byKey.get(key), byKey.get(twinKey)];
    if (event !== undefined && twin !== undefined) repeats.set(event, twin);
  }
  for (const trace of Map.groupBy(spans, ({ traceId }) => traceId).values()) {
    const once = new Map(trace.flatMap((span) => (repeats.has(span) ? [] : [[span.spanId, span] as const])));
    for (const [repeat, standing] of countCalls(new SpanTree(once)).repeats) repeats.set(repeat, standing);
  }
  return repeats;
}

function fillFrom(stands: ReadSpan, told: ReadSpan): ReadSpan {
  const [own, other] = [stands.contents, told.contents];
  return {
    facts: stands.facts,
    requestedModel: stands.requestedModel ?? told.requestedModel,
    contents: own === null || other === null ? (own ?? other) : fillContents(own, other),
  };
}

function fillContents(own: SpanContents, other: SpanContents): SpanContents {
  return {
    system: own.system.length > 0 ? own.system : other.system,
    input: own.input.length > 0 ? own.input : other.input,
    output: own.output.length > 0 ? own.output : other.output,
    tool_definitions: own.tool_definitions.length > 0 ? own.tool_definitions : other.tool_definitions,
    arguments: own.arguments ?? other.arguments,
    result: own.result ?? other.result,
  };
}

function toCompletedSpan({ facts, requestedModel, contents }: ReadSpan): CompletedSpan {
  const asked = isModelCall(facts) ? requestedModel : null;
  return { span: facts, requestedModel: asked, contents };
}

function compareStarts({ span: a }: CompletedSpan, { span: b }: CompletedSpan): number {
  return compareSpans(a, b);
}

function compareRecords({ record: a }: AnalyzedSpan, { record: b }: AnalyzedSpan): number {
  return compareSpans(a, b);
}

function compareSpans(a: TimelineSpan, b: TimelineSpan): number {
  if (a.startUnixNano !== b.startUnixNano) return a.startUnixNano < b.startUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}
