/**
 * A span that our own processor sends when it begins: without an end, and marked. It is kept and not sent on: another backend
 * takes every span for one that has ended, and gets this one from its sender when it has.
 */
import type { Span } from '../model/span.ts';

export function isAnnouncement({ attributes, endUnixNano }: Pick<Span, 'attributes' | 'endUnixNano'>): boolean {
  return endUnixNano === 0n && attributes.get('live_trace.span.announced') === true;
}
