/**
 * From log events of a coding agent to the span that they tell of. Its ids are those that the events name, else hashes of what
 * they say, so that an event that comes twice is the same span; it is read, priced and kept like any other span then. Pure.
 */
import { hash } from 'node:crypto';

import type { ScopeSpans, WireResource, WireScope } from '../otlp/wire-span.ts';
import type { WireLogRecord } from '../otlp/decode-log-record.ts';
import { decodeSpan } from '../otlp/decode-span.ts';
import { encodeEventSpan } from '../otlp/encode-event-span.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';
import { nameOf, ORIGIN_KEY, ORIGIN_LOG, type EventReading } from '../vocabularies/event-vocabulary.ts';

export interface AgentEvent {
  readonly record: WireLogRecord;
  readonly resource: WireResource;
  readonly scope: WireScope;
  readonly reading: EventReading;
  /** By the ordered keys of sessions. */
  readonly sessionId: string;
  readonly receivedMs: number;
}

export interface EventPlace {
  readonly traceId: string;
  readonly spanId: string;
}

/** Nothing that an agent does takes a day: what claims to has the start of its end. */
export const EVENT_MS_MAX = 24 * 60 * 60 * 1000;

/** The body's attribute: for what the record says in words. */
export const BODY_KEY = 'live_trace.log.body';

/** The trace that the event names, else one for each turn of a session. */
export function eventTraceId({ record, sessionId, scope, reading }: AgentEvent): string {
  return record.traceId === '' ? hashId([scope.name, sessionId, reading.turn], 32) : record.traceId;
}

/** Of a piece: the span that it was logged in, or one that all pieces of the turn come to. */
export function pieceSpanId(event: AgentEvent, key = event.reading.key): string {
  const { spanId } = event.record;
  return spanId === ''
    ? hashId([eventTraceId(event), event.scope.name, event.sessionId, event.reading.turn, key], 16)
    : spanId;
}

export function wholePlace(event: AgentEvent): EventPlace {
  const traceId = eventTraceId(event);
  return { traceId, spanId: hashId([traceId, hash('sha256', event.record.bytes, 'hex')], 16) };
}

/** @returns the span with all of its record in it. @throws where it has more attributes than a span may. */
export function deriveWhole(event: AgentEvent): ScopeSpans {
  const { record, reading } = event;
  const end = record.timeUnixNano;
  const place = wholePlace(event);
  const parentSpanId = reading.parentKey === null ? '' : pieceSpanId(event, reading.parentKey);
  return toScopeSpans(event, { place, parentSpanId, start: end - toNano(reading.durationMs, end), end, events: [] });
}

/** @param pieces all of one span in order of time, at least one; it is named after the first. */
export function derivePieces([first, ...others]: readonly [AgentEvent, ...AgentEvent[]]): ScopeSpans {
  const start = first.record.timeUnixNano;
  const events = others.map(({ record }) => record);
  const end = events.at(-1)?.timeUnixNano ?? start;
  const place = { traceId: eventTraceId(first), spanId: pieceSpanId(first) };
  return toScopeSpans(first, { place, parentSpanId: '', start, end, events });
}

/** @param beginning null where none was found: then the call has no length. */
export function deriveCall(ending: AgentEvent, beginning: AgentEvent | null): ScopeSpans {
  const { timeUnixNano: end } = ending.record;
  if (beginning === null) return deriveWhole(ending);
  const { record, reading } = beginning;
  const takesIds = ending.reading.takesIds === true && record.traceId !== '' && record.spanId !== '';
  const place = takesIds ? { traceId: record.traceId, spanId: record.spanId } : wholePlace(ending);
  const start = record.timeUnixNano - toNano(reading.durationMs, record.timeUnixNano);
  return toScopeSpans(ending, { place, parentSpanId: '', start, end, events: [record] });
}

interface Shape {
  readonly place: EventPlace;
  readonly parentSpanId: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly events: readonly WireLogRecord[];
}

function toScopeSpans(event: AgentEvent, { place, parentSpanId, start, end, events }: Shape): ScopeSpans {
  const { record, reading, resource, scope } = event;
  const bytes = encodeEventSpan({
    ...place,
    parentSpanId: parentSpanId === place.spanId ? '' : parentSpanId,
    name: reading.name,
    startUnixNano: start,
    // Zero is a span that still runs: an event without any time has ended all the same.
    endUnixNano: end === 0n ? 1n : end,
    failed: reading.failed,
    attributes: [
      [ORIGIN_KEY, ORIGIN_LOG],
      ...(record.attributes.has('event.name') ? [] : ([['event.name', record.eventName]] as const)),
    ],
    record,
    bodyKey: BODY_KEY,
    events: events.map((one) => [nameOf(one), one]),
  });
  return { resource, scope, spans: [decodeSpan(bytes, contentKeys)] };
}

/** No more than there is before the event. */
function toNano(durationMs: number | null, before: bigint): bigint {
  if (durationMs === null || durationMs > EVENT_MS_MAX) return 0n;
  const nano = BigInt(Math.round(durationMs * 1e6));
  return nano < before ? nano : 0n;
}

/** Lengths keep two lists of texts apart that read the same put together. */
export function hashId(texts: readonly string[], digits: 16 | 32): string {
  const id = hash('sha256', texts.map((text) => `${text.length}:${text}`).join(''), 'hex').slice(0, digits);
  return /^0+$/.test(id) ? '1'.padStart(digits, '0') : id;
}
