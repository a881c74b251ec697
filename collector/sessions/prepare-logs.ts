/** From decoded log records to what is kept of them. Pure; touches no store. */
import type { ScopeLogs } from '../otlp/decode-logs.ts';
import type { WireLogRecord } from '../otlp/decode-log-record.ts';
import type { WireResource, WireScope } from '../otlp/wire-span.ts';
import type { EventVocabulary } from '../vocabularies/event-vocabulary.ts';
import { eventVocabularies } from '../vocabularies/index.ts';
import { endsSession, isSpanEvent, SESSION_END } from '../vocabularies/log-events.ts';
import { readSessionKey } from '../vocabularies/session-keys.ts';
import type { AgentEvent } from './derive-event-span.ts';
import type { KeptLogRecord } from './log-rows.ts';

export interface PreparedLogs {
  /** Records that name the span or the trace they speak of. */
  readonly kept: readonly KeptLogRecord[];
  /** Records in which a coding agent tells of a call. */
  readonly events: readonly AgentEvent[];
  /** Sessions that a record names itself and says to be over. */
  readonly endedSessions: readonly string[];
  /** Whether the request holds anything else, for which it has to be kept as received. */
  readonly hasOthers: boolean;
}

export const NO_LOGS: PreparedLogs = { kept: [], events: [], endedSessions: [], hasOthers: false };

export function prepareLogs(scopes: readonly ScopeLogs[], receivedMs: number): PreparedLogs {
  const kept: KeptLogRecord[] = [];
  const events: AgentEvent[] = [];
  const endedSessions: string[] = [];
  let hasOthers = false;
  for (const { resource, scope, records } of scopes) {
    const vocabulary = eventVocabularies.find((one) => one.speaks(scope));
    for (const record of records) {
      const event = vocabulary && readEvent(vocabulary, { record, resource, scope, receivedMs });
      if (event) {
        events.push(event);
        continue;
      }
      const ends = endsSession(record);
      const sessionId = ends ? readSessionKey({ span: record, resource })?.id : undefined;
      if (sessionId !== undefined) endedSessions.push(sessionId);
      if (isSpanEvent(record) || (ends && record.traceId !== '')) {
        kept.push({ record, eventName: ends ? SESSION_END : record.eventName, resource, scope, receivedMs });
      } else hasOthers = true;
    }
  }
  return { kept, events, endedSessions, hasOthers };
}

interface Received {
  readonly record: WireLogRecord;
  readonly resource: WireResource;
  readonly scope: WireScope;
  readonly receivedMs: number;
}

/** A span has a few attributes more than its record, and may have no more than a record. */
const EVENT_ATTRIBUTES_MAX = 10_000;

/** Null where the record has no session: calls that nobody can put together are no session. */
function readEvent(vocabulary: EventVocabulary, received: Received): AgentEvent | null {
  const { record, resource } = received;
  if (record.attributeCount > EVENT_ATTRIBUTES_MAX) return null;
  const reading = vocabulary.readEvent(received);
  const sessionId = reading === null ? undefined : readSessionKey({ span: record, resource })?.id;
  return reading === null || sessionId === undefined ? null : { ...received, reading, sessionId };
}
