/** Log records in Maps, by trace. Those whose spans never come are bounded here: nothing else would ever remove them. */
import type { WireLogRecord } from '../otlp/decode-log-record.ts';
import { hash } from 'node:crypto';

import type { KeptLogRecord, LogRows } from '../sessions/log-rows.ts';
import { SESSION_END } from '../vocabularies/log-events.ts';

export class MemoryLogs implements LogRows {
  readonly #recordsMax: number;
  /** By trace, then digest, in the order of arrival. */
  readonly #traces = new Map<string, Map<string, Kept>>();
  #count = 0;
  bytes = 0;

  constructor(recordsMax: number) {
    this.#recordsMax = recordsMax;
  }

  writeLogRecord({ record, eventName }: KeptLogRecord): boolean {
    const trace = this.#traces.get(record.traceId) ?? new Map<string, Kept>();
    const digest = hash('sha256', record.bytes, 'base64');
    if (trace.has(digest)) return false;
    this.#traces.set(record.traceId, trace);
    // A copy: a view would keep the whole request alive for one record of it.
    trace.set(digest, { record: { ...record, bytes: record.bytes.slice() }, eventName });
    this.#count += 1;
    this.bytes += record.bytes.length;
    return true;
  }

  readLogRecords(traceId: string, spanId: string): readonly WireLogRecord[] {
    return [...(this.#traces.get(traceId)?.values() ?? [])]
      .filter(({ record, eventName }) => record.spanId === spanId && eventName !== SESSION_END)
      .map(({ record }) => record)
      .sort((a, b) => (a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : 0));
  }

  hasSessionEnd(traceId: string): boolean {
    return [...(this.#traces.get(traceId)?.values() ?? [])].some(({ eventName }) => eventName === SESSION_END);
  }

  hasLogRecords(): boolean {
    return this.#count > 0;
  }

  removeTrace(traceId: string): void {
    for (const { record } of this.#traces.get(traceId)?.values() ?? []) {
      this.#count -= 1;
      this.bytes -= record.bytes.length;
    }
    this.#traces.delete(traceId);
  }

  /** Lets the records of the oldest traces go until the limit holds. @returns how many went. */
  prune(): number {
    const before = this.#count;
    for (const traceId of this.#traces.keys()) {
      if (this.#count <= this.#recordsMax) break;
      this.removeTrace(traceId);
    }
    return before - this.#count;
  }
}

interface Kept {
  readonly record: WireLogRecord;
  readonly eventName: string;
}
