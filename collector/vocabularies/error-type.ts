/** What kind of failure a span reports. An exception that was recorded and handled is no failure of the span. */
import type { Span } from '../model/span.ts';
import { readText, toText } from './read-value.ts';

export function readErrorType(span: Span): string | null {
  const declared = toText(span.attributes.get('error.type'));
  if (declared !== null || span.status !== 'error') return declared;
  for (const { name, attributes } of span.events) {
    if (!EXCEPTION_EVENTS.has(name)) continue;
    const type = readText(attributes, EXCEPTION_KEYS);
    if (type !== null) return type;
  }
  return toText(span.attributes.get('exception.type'));
}

const EXCEPTION_EVENTS: ReadonlySet<string> = new Set(['exception', 'gen_ai.client.operation.exception']);
const EXCEPTION_KEYS: readonly string[] = ['exception.type', 'error.type'];
