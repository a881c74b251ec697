/** One `ExportTraceServiceRequest`, span by span. */
import { isAnnouncement } from './announcement.ts';
import type { ContentKeys } from '../vocabularies/vocabulary.ts';
import { decodeItems, ItemDecoding, type ItemKind } from './decode-items.ts';
import { decodeSpan } from './decode-span.ts';
import { encodeJsonSpan } from './encode-json-span.ts';
import type { Encoding, Rejection } from './export-request.ts';
import { SPAN } from './json-messages.ts';
import { countSpanParts } from './part-count.ts';
import { readJsonFrame } from './read-json-frame.ts';
import { plainItems } from './read-plain-json-frame.ts';
import { readProtoFrame } from './read-proto-frame.ts';
import type { ScopeSpans, WireSpan } from './wire-span.ts';

export interface DecodedTraces {
  readonly scopes: readonly ScopeSpans[];
  readonly accepted: number;
  /** Announcements: accepted, and not sent on. */
  readonly withheld: number;
  readonly rejections: readonly Rejection[];
  /** The request encoded anew without rejected spans and announcements, in its own encoding; null where there are none. */
  readonly forward: Uint8Array<ArrayBuffer> | null;
}

const PATH = ['resourceSpans', 'scopeSpans', 'spans'] as const;
const JSON_ITEMS = { path: PATH, encode: encodeJsonSpan, plain: plainItems(PATH, SPAN) };

/** Span by span. @throws CollectorError INVALID_REQUEST where the body is no such message at all; TOO_LARGE later on, where it has too many parts. */
export function decodingTraces(body: Uint8Array, encoding: Encoding, contentKeys: ContentKeys): ItemDecoding<WireSpan> {
  return new ItemDecoding(body, encoding, spanKind(encoding, contentKeys));
}

/** All at once. @throws CollectorError INVALID_REQUEST where the body is no such message at all, TOO_LARGE where it has too many parts. */
export function decodeTraces(body: Uint8Array, encoding: Encoding, contentKeys: ContentKeys): DecodedTraces {
  const { scopes, release: _kept, ...rest } = decodeItems(body, encoding, spanKind(encoding, contentKeys));
  return { ...rest, scopes: scopes.map(({ resource, scope, items }) => ({ resource, scope, spans: items })) };
}

function spanKind(encoding: Encoding, contentKeys: ContentKeys): ItemKind<WireSpan> {
  const parts = countSpanParts();
  return {
    message: 'ExportTraceServiceRequest',
    path: PATH,
    undecodable: 'undecodable span',
    readFrame: (bytes) => (encoding === 'proto' ? readProtoFrame(bytes) : readJsonFrame(bytes, JSON_ITEMS)),
    decode(bytes) {
      const span = decodeSpan(bytes, contentKeys);
      parts.add(span.attributeCount + span.events.length + span.links.length);
      return span;
    },
    isWithheld: isAnnouncement,
  };
}
