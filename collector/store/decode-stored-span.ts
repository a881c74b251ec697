/** A stored span read back from its bytes, in the context its vocabulary needs. */
import type { SpanContents } from '../model/message.ts';
import { decodeLogRecord } from '../otlp/decode-log-record.ts';
import { decodeResource, decodeScope } from '../otlp/decode-resource.ts';
import { decodeSpan } from '../otlp/decode-span.ts';
import type { WireResource, WireScope, WireSpan } from '../otlp/wire-span.ts';
import type { SpanWithLogs, StoredSpan } from '../store.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';
import { joinLogEvents } from '../vocabularies/log-events.ts';
import type { OwnVocabulary } from '../vocabularies/vocabulary.ts';
import { readContents } from '../vocabularies/read-contents.ts';

export interface DecodedStoredSpan {
  readonly span: WireSpan;
  readonly resource: WireResource;
  readonly scope: WireScope;
  readonly own?: OwnVocabulary;
}

/** @param own the store's, so that the span is read as it was on the way in. */
export function decodeStoredSpan(stored: StoredSpan, own: OwnVocabulary | null): DecodedStoredSpan {
  return {
    span: decodeSpan(stored.span, contentKeys),
    resource: decodeResource(stored.resource, stored.resourceSchemaUrl),
    scope: decodeScope(stored.scope, stored.scopeSchemaUrl),
    ...(own === null ? {} : { own }),
  };
}

/** What the span says, or log records say of it. */
export function readStoredContents(stored: SpanWithLogs, context: DecodedStoredSpan): SpanContents {
  return readContents(joinLogEvents(context, stored.logRecords.map(decodeLogRecord)));
}
