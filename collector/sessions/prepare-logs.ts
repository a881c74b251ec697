/** From decoded log records to what is kept of them. Pure; touches no store. */
import type { ScopeLogs } from '../otlp/decode-logs.ts';
import { endsSession, isSpanEvent, SESSION_END } from '../vocabularies/log-events.ts';
import { readSessionKey } from '../vocabularies/session-keys.ts';
import type { KeptLogRecord } from './log-rows.ts';

export interface PreparedLogs {
  /** Records that name the span or the trace they speak of. */
  readonly kept: readonly KeptLogRecord[];
  /** Sessions that a record names itself and says to be over. */
  readonly endedSessions: readonly string[];
  /** Whether the request holds anything else, for which it has to be kept as received. */
  readonly hasOthers: boolean;
}

export const NO_LOGS: PreparedLogs = { kept: [], endedSessions: [], hasOthers: false };

export function prepareLogs(scopes: readonly ScopeLogs[], receivedMs: number): PreparedLogs {
  const kept: KeptLogRecord[] = [];
  const endedSessions: string[] = [];
  let hasOthers = false;
  for (const { resource, scope, records } of scopes) {
    for (const record of records) {
      const ends = endsSession(record);
      const sessionId = ends ? readSessionKey({ span: record, resource })?.id : undefined;
      if (sessionId !== undefined) endedSessions.push(sessionId);
      if (isSpanEvent(record) || (ends && record.traceId !== '')) {
        kept.push({ record, eventName: ends ? SESSION_END : record.eventName, resource, scope, receivedMs });
      } else hasOthers = true;
    }
  }
  return { kept, endedSessions, hasOthers };
}
