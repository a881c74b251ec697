/**
 * Log records that speak of a span: up to 1.36 the GenAI conventions send a message each (`gen_ai.user.message`, …), from
 * 1.37 the details of a call in one. They are read as events of the span they name, which is what they were before 1.28.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { LogRecord } from '../model/log-record.ts';
import type { SpanEvent } from '../model/span.ts';
import { isDerived } from './event-vocabulary.ts';
import { isGenAiEvent } from './gen-ai-contents.ts';
import { readFlag } from './read-value.ts';
import type { SpanInContext } from './vocabulary.ts';

/** Whether the record tells what its span's attributes may not. */
export function isSpanEvent({ traceId, spanId, eventName }: LogRecord): boolean {
  return traceId !== '' && spanId !== '' && isGenAiEvent(eventName);
}

/** Whether the record says that its session is over. */
export function endsSession({ eventName, attributes }: LogRecord): boolean {
  return eventName === SESSION_END || readFlag(attributes, 'live_trace.session.end');
}

export const SESSION_END = 'session.end';

/**
 * The span with its log records as events. Events of its own go before them: an SDK that writes both says the same twice.
 * @param records of this span, in order of time.
 */
export function joinLogEvents(context: SpanInContext, records: readonly LogRecord[]): SpanInContext {
  const { span } = context;
  // What was made of log events has those in it.
  if (isDerived(context)) return joinGenAiEvents(context, records);
  if (records.length === 0 || span.events.some(({ name }) => isGenAiEvent(name))) return context;
  return { ...context, span: { ...span, events: [...span.events, ...records.map(toSpanEvent)] } };
}

function joinGenAiEvents(context: SpanInContext, records: readonly LogRecord[]): SpanInContext {
  const others = records.filter(({ eventName }) => isGenAiEvent(eventName));
  if (others.length === 0) return context;
  const { span } = context;
  return { ...context, span: { ...span, events: [...span.events, ...others.map(toSpanEvent)] } };
}

function toSpanEvent({ eventName, timeUnixNano, attributes, body }: LogRecord): SpanEvent {
  return { name: eventName, timeUnixNano, attributes: new Map([...attributes, ...fieldsOf(body)]) };
}

/** The body holds the event's fields. Some loggers can only send a text: JSON of the fields, or the message itself. */
function fieldsOf(body: LogRecord['body']): AttributeMap {
  if (body instanceof Map) return body;
  if (typeof body !== 'string' || body === '') return new Map();
  return new Map([
    ['gen_ai.event.content', body],
    ['content', body],
  ]);
}
