/** Log records that speak of spans, by the trace and the span they name; both stores implement it. */
import type { WireLogRecord } from '../otlp/decode-log-record.ts';
import type { WireResource, WireScope } from '../otlp/wire-span.ts';

export interface KeptLogRecord {
  readonly record: WireLogRecord;
  /** `session.end` also where an attribute says so and the event has another name, or none. */
  readonly eventName: string;
  readonly resource: WireResource;
  readonly scope: WireScope;
  readonly receivedMs: number;
}

export interface LogRows {
  /** @returns false where the very same record stands already. */
  writeLogRecord(kept: KeptLogRecord): boolean;
  /** By time, then arrival; those that end a session are left out. */
  readLogRecords(traceId: string, spanId: string): readonly WireLogRecord[];
  /** Whether a record says that the trace's session is over. */
  hasSessionEnd(traceId: string): boolean;
  /** False while no record was ever kept: then nobody has to look for any. */
  hasLogRecords(): boolean;
}
