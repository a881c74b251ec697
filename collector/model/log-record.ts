/** A log record as far as it is read: what may be the event of a span. Severity and the rest stay in its bytes. */
import type { AttributeMap, AttributeValue } from './attributes.ts';
import type { UnixNano } from './unix-nano.ts';

export interface LogRecord {
  /** 32 and 16 lowercase hexadecimal digits; empty where the record belongs to no trace or span. */
  readonly traceId: string;
  readonly spanId: string;
  /** When it happened; where the sender does not say, when it was observed. */
  readonly timeUnixNano: UnixNano;
  /** The field, or the attribute `event.name` of senders from before there was a field (proto 1.5); else empty. */
  readonly eventName: string;
  readonly attributes: AttributeMap;
  readonly body: AttributeValue;
}
