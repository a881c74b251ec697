/**
 * Takes a request's log records in: those that speak of spans as `SpanIngest` does, and those in which coding agents tell of
 * calls as spans of their own. What one span is made of may come in any order and in several requests, so pieces and halves of
 * calls are kept as log records, and a span is derived anew from all that is there whenever one of them comes.
 */
import { hash } from 'node:crypto';

import type { LogRecord } from '../model/log-record.ts';
import { decodeLogRecord } from '../otlp/decode-log-record.ts';
import type { ScopeSpans } from '../otlp/wire-span.ts';
import { eventVocabularies } from '../vocabularies/index.ts';
import {
  deriveCall,
  derivePieces,
  deriveWhole,
  eventTraceId,
  hashId,
  pieceSpanId,
  type AgentEvent,
  type EventPlace,
} from './derive-event-span.ts';
import type { IngestOutcome, PreparedSpan, SpanIngest } from './ingest-spans.ts';
import type { LogRows } from './log-rows.ts';
import { CALL_MS_MAX, matchCalls, type HalfCall, type MatchedCall } from './match-calls.ts';
import type { PreparedLogs } from './prepare-logs.ts';
import { prepareSpan, type Arrival, type ReceivedSpan } from './prepare-spans.ts';
import type { SpanReading } from './span-reading.ts';

/** Halves are kept in rows by time, so that one is found among thousands without reading them. */
const ROW_MS = 60_000;

/** A turn of more pieces ends with the last of so many: it is derived anew for each that comes. */
const PIECES_MAX = 1000;

export class EventIngest {
  readonly #spans: SpanIngest<ReceivedSpan>;
  readonly #logs: LogRows;
  readonly #reading: SpanReading;
  /** Pieces and halves of one request that stood already. */
  #keptTwice = 0;

  constructor(spans: SpanIngest<ReceivedSpan>, logs: LogRows, reading: SpanReading) {
    this.#spans = spans;
    this.#logs = logs;
    this.#reading = reading;
  }

  /** Runs inside the caller's transaction. */
  ingest(logs: PreparedLogs, receivedMs: number): IngestOutcome {
    this.#keptTwice = 0;
    const outcome = this.#spans.ingestLogs(logs, receivedMs);
    if (logs.events.length === 0) return outcome;
    const wholes = logs.events.filter(({ reading }) => reading.role === 'whole').map(deriveWhole);
    const revised = [...this.#pieces(logs.events), ...this.#calls(logs.events)];
    const arrival = { receivedMs, reading: this.#reading };
    const spans = [
      ...prepareAll(wholes, arrival),
      ...prepareAll(revised, arrival).map((span) => ({ ...span, isRevised: true })),
    ];
    const { duplicates, touched } = this.#spans.ingest(spans, receivedMs);
    return {
      duplicates: outcome.duplicates + duplicates + this.#keptTwice,
      stored: outcome.stored + logs.events.length - duplicates - this.#keptTwice,
      touched: [...outcome.touched, ...touched],
    };
  }

  #pieces(events: readonly AgentEvent[]): readonly ScopeSpans[] {
    const spans = new Map<string, { event: AgentEvent; place: EventPlace }>();
    for (const event of events) {
      if (event.reading.role !== 'piece') continue;
      const place = { traceId: eventTraceId(event), spanId: pieceSpanId(event) };
      if (this.#keep(event, place)) spans.set(`${place.traceId} ${place.spanId}`, { event, place });
    }
    return [...spans.values()].flatMap(({ event, place }) => {
      const pieces = this.#read(event, place).filter(({ reading }) => reading.role === 'piece');
      const [first, ...others] = pieces.slice(0, PIECES_MAX);
      return first === undefined ? [] : [derivePieces([first, ...others])];
    });
  }

  #calls(events: readonly AgentEvent[]): readonly ScopeSpans[] {
    // By lane, so that many sessions in one request do not look at each other's events.
    const lanes = new Map<string, Map<string, AgentEvent>>();
    for (const event of events) {
      const { role } = event.reading;
      if ((role !== 'beginning' && role !== 'ending') || !this.#keep(event, rowPlace(event, rowOf(event)))) continue;
      const lane = laneOf(event);
      const fresh = lanes.get(lane) ?? new Map<string, AgentEvent>();
      fresh.set(digestOf(event.record), event);
      lanes.set(lane, fresh);
    }
    return [...lanes.values()].flatMap((fresh) =>
      matchCalls(this.#halvesAround([...fresh.values()]), new Set(fresh.keys())).flatMap(deriveMatched),
    );
  }

  /** All that could belong to what is fresh. */
  #halvesAround(fresh: readonly AgentEvent[]): readonly HalfCall[] {
    const [event] = fresh;
    if (event === undefined) return [];
    const wanted = new Set<number>();
    const reach = Math.ceil(CALL_MS_MAX / ROW_MS);
    for (const one of fresh) {
      for (let row = rowOf(one) - reach; row <= rowOf(one) + reach; row += 1) wanted.add(row);
    }
    return [...wanted].flatMap((row) =>
      this.#read(event, rowPlace(event, row)).map((half) => ({ event: half, id: digestOf(half.record) })),
    );
  }

  #keep(event: AgentEvent, place: EventPlace): boolean {
    const { record, resource, scope, reading, receivedMs } = event;
    const kept = { record: { ...record, ...place }, eventName: reading.name, resource, scope, receivedMs };
    const isNew = this.#logs.writeLogRecord(kept);
    if (!isNew) this.#keptTwice += 1;
    return isNew;
  }

  /** @param like whose resource and scope they have: one process writes all of a span. */
  #read(like: AgentEvent, { traceId, spanId }: EventPlace): readonly AgentEvent[] {
    const vocabulary = eventVocabularies.find((one) => one.speaks(like.scope));
    return this.#logs
      .readLogRecords(traceId, spanId)
      .map(({ bytes }) => decodeLogRecord(bytes))
      .sort(compareRecords)
      .flatMap((record) => {
        const reading = vocabulary?.readEvent({ record, scope: like.scope, resource: like.resource }) ?? null;
        return reading === null ? [] : [{ ...like, record, reading }];
      });
  }
}

function prepareAll(scopes: readonly ScopeSpans[], arrival: Arrival): readonly PreparedSpan<ReceivedSpan>[] {
  return scopes.flatMap(({ resource, scope, spans }) =>
    spans.map((span) => prepareSpan({ span, resource, scope }, arrival)),
  );
}

function deriveMatched({ ending, beginning }: MatchedCall): readonly ScopeSpans[] {
  // Without its beginning it has no ids, and as a span of others it would be counted beside its own.
  if (beginning === null && ending.reading.takesIds === true) return [];
  return [deriveCall(ending, beginning)];
}

function laneOf({ scope, sessionId, reading }: AgentEvent): string {
  return hashId([scope.name, sessionId, reading.turn, reading.key, 'calls'], 32);
}

function rowOf({ record }: AgentEvent): number {
  return Number(record.timeUnixNano / 1_000_000n / BigInt(ROW_MS));
}

/** The trace is the session's where events name none, so that what waits there leaves with it. */
function rowPlace(event: AgentEvent, row: number): EventPlace {
  const { scope, sessionId, reading } = event;
  const traceId = hashId([scope.name, sessionId, reading.turn], 32);
  return { traceId, spanId: hashId([laneOf(event), String(row)], 16) };
}

function digestOf({ bytes }: AgentEvent['record']): string {
  return hash('sha256', bytes, 'base64');
}

function compareRecords(a: LogRecord & { bytes: Uint8Array }, b: LogRecord & { bytes: Uint8Array }): number {
  if (a.timeUnixNano !== b.timeUnixNano) return a.timeUnixNano < b.timeUnixNano ? -1 : 1;
  return Buffer.compare(a.bytes, b.bytes);
}
