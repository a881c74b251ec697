/**
 * A vocabulary is one attribute dialect: how one SDK family names things. It claims a span with a score, offers fields, and
 * reads contents. It never decides alone: `map-span.ts` takes each field from the first vocabulary, in the order of
 * `index.ts`, that has it, because one span may carry two dialects.
 */
import type { MappingRule } from './mapping-rule.ts';
import type { AttributeMap } from '../model/attributes.ts';
import type { MappedSpan } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { Resource, Scope, Span } from '../model/span.ts';
import type { ReportedUsage } from '../model/usage.ts';

export interface SpanInContext {
  readonly span: Span;
  readonly scope: Scope;
  readonly resource: Resource;
  /** What the user's mapping adds; absent where there is none. It goes with the span, so that whoever reads it reads it so. */
  readonly own?: OwnVocabulary;
}

/** What one dialect read; an absent or null field means that the span does not say it in this dialect. */
export type VocabularyFields = {
  readonly [Field in Exclude<keyof MappedSpan, FieldOfAllDialects>]?: MappedSpan[Field] | null;
} & { readonly reportedUsage?: ReportedUsage | undefined };

/** Read once, over all dialects, by `map-span.ts`. */
export type FieldOfAllDialects =
  | 'vocabulary'
  | 'usage'
  | 'billedApart'
  | 'sessionKey'
  | 'conversationId'
  | 'userId'
  | 'tags'
  | 'errorType'
  | 'endsSession';

export interface Vocabulary {
  /** Kebab-case name, the file's name. */
  readonly name: string;
  /**
   * How sure this dialect is that the span speaks it: 0 not at all, 1 a signature attribute, 2 the scope's name. Called for
   * every span on the way in: a few map look-ups, nothing that grows with the span's contents.
   */
  score(context: SpanInContext): number;
  read(context: SpanInContext): VocabularyFields;
  /** The messages where they stand as messages. Called when somebody looks at a span, never on the way in. */
  readContents(context: SpanInContext): Partial<SpanContents>;
  /**
   * Contents in a form that other dialects' messages go before: events, and whole requests as one JSON. Asked after the
   * `readContents` of every vocabulary.
   */
  readLooseContents(context: SpanInContext): Partial<SpanContents>;
}

/** Made from the user's mapping. Goes before all dialects, for ids too, which no dialect reads by itself. */
export interface OwnVocabulary extends Vocabulary {
  /** What it is made of: plain data, so that another thread can make it too. */
  readonly rules: readonly MappingRule[];
  readSessionId(context: SpanInContext): string | null;
  readUserId(context: SpanInContext): string | null;
}

/** Attribute keys whose string values are contents: stored apart from the span, once per distinct value. */
export interface ContentKeys {
  has(key: string): boolean;
}

export type { AttributeMap };
