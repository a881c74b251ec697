/**
 * The dialect of a coding agent's log events. Codex, Claude Code and Gemini CLI say in events what others say in spans, so an
 * event that tells of a call becomes a span of its own (`sessions/derive-event-span.ts`), whose attributes are the event's;
 * from there on it is read like any span, by the same vocabulary.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { LogRecord } from '../model/log-record.ts';
import type { Resource, Scope } from '../model/span.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export interface EventInContext {
  readonly record: LogRecord;
  readonly scope: Scope;
  readonly resource: Resource;
}

export interface EventVocabulary extends Vocabulary {
  /** The vocabulary of the same agent's spans; null where those tell of no calls. */
  readonly ofSpans: string | null;
  /** Asked once for each scope of a request. */
  speaks(scope: Scope): boolean;
  /** What the event tells of a call; null for all that tells of none, which is most of what agents log. */
  readEvent(context: EventInContext): EventReading | null;
}

export interface EventReading {
  /**
   * `whole`: all there is about its span. `piece`: one of several of one span, which say so by trace and span id or by `key`.
   * `beginning` and `ending`: a call whose two events share no id, and find each other by their times within `key`.
   */
  readonly role: 'whole' | 'piece' | 'beginning' | 'ending';
  /** Of the span: the event's name as its SDK spells it. */
  readonly name: string;
  /** Events of one turn make one trace, where they name none; empty where a session is one. */
  readonly turn: string;
  /** What tells the span (of a piece) or the row of calls (of a beginning and an ending) from others of the turn. */
  readonly key: string;
  /** The `key` of the piece that is around it; null where nothing is. */
  readonly parentKey: string | null;
  /** It lasted so long until the event; null where it does not say. */
  readonly durationMs: number | null;
  readonly failed: boolean;
  /** An ending's: its beginning was logged inside the call's own span, and has that span's ids. */
  readonly takesIds?: boolean;
}

/** On every span that was derived from events, so that it is known wherever the span goes: to a file, and back in. */
export const ORIGIN_KEY = 'live_trace.origin';
export const ORIGIN_LOG = 'log';

/** Above the user's mapping, which says what a span means and not that its call may be there as a span as well. */
export const EVENT_SCORE = 4;

export function isDerived({ span }: SpanInContext): boolean {
  return span.attributes.get(ORIGIN_KEY) === ORIGIN_LOG;
}

/** The attribute `event.name`; the field of Codex' records holds a line of its source. */
export function nameOf({ attributes, eventName }: { attributes: AttributeMap; eventName?: string }): string {
  const named = attributes.get('event.name');
  return typeof named === 'string' ? named : (eventName ?? '');
}
