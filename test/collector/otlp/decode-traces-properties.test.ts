/**
 * Random requests by both doors, and random damage. The reference is protobufjs' reflection, which shares no table with the
 * collector; a failing case prints its seed.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CollectorError } from '../../../collector/errors.ts';
import { CONTENT_BYTES_MIN } from '../../../collector/otlp/decode-span.ts';
import { decodeTraces, type DecodedTraces } from '../../../collector/otlp/decode-traces.ts';
import type { Encoding } from '../../../collector/otlp/export-request.ts';
import { spansToJson } from '../../../collector/otlp/spans-to-json.ts';
import type { WireSpan } from '../../../collector/otlp/wire-span.ts';
import { arbitraryRequest, arbitrarySpan } from './arbitrary-request.ts';
import { decodeReference, encodeReference, meaningOf } from './reference-codec.ts';

const KEYS = new Set(['content']);
const toJson = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
const spansOf = (decoded: DecodedTraces): WireSpan[] => decoded.scopes.flatMap(({ spans }) => [...spans]);

/** @returns null where the request is refused whole; anything but a CollectorError fails the test. */
function decodeOrRefuse(body: Uint8Array, encoding: Encoding): DecodedTraces | null {
  try {
    return decodeTraces(body, encoding, KEYS);
  } catch (error) {
    if (error instanceof CollectorError) return null;
    throw error;
  }
}

/** Whatever was accepted can be shown, and what is shown means the same. */
function expectReadable({ scopes }: DecodedTraces): void {
  for (const { resource, scope, spans } of scopes) {
    for (const span of spans) {
      const json = spansToJson([
        {
          span: span.bytes,
          resource: resource.bytes,
          resourceSchemaUrl: resource.schemaUrl,
          scope: scope.bytes,
          scopeSchemaUrl: scope.schemaUrl,
        },
      ]);
      const again = decodeTraces(toJson(json), 'json', KEYS);
      expect(again.rejections).toEqual([]);
      const { attributeCount: _, ...meaning } = meaningOf(span) as WireSpan;
      expect(meaningOf(spansOf(again)[0] as WireSpan)).toMatchObject(meaning);
    }
  }
}

describe('any valid request', () => {
  it('means the same in protobuf and in JSON', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const proto = decodeTraces(encodeReference(request), 'proto', KEYS);
        const json = decodeTraces(toJson(request), 'json', KEYS);
        expect(json.rejections).toEqual([]);
        expect(spansOf(json).map(meaningOf)).toEqual(spansOf(proto).map(meaningOf));
        expect(
          json.scopes.map(({ scope, resource }) => [
            { ...scope, bytes: 0 },
            { ...resource, bytes: 0 },
          ]),
        ).toEqual(
          proto.scopes.map(({ scope, resource }) => [
            { ...scope, bytes: 0 },
            { ...resource, bytes: 0 },
          ]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every field of every span in the bytes of the span', () => {
    fc.assert(
      fc.property(arbitrarySpan, (span) => {
        const expected = decodeReference(encodeReference(span, 'Span'), 'Span');
        const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
        for (const decoded of [
          decodeTraces(toJson(body), 'json', KEYS),
          decodeTraces(encodeReference(body), 'proto', KEYS),
        ]) {
          expect(decodeReference(spansOf(decoded)[0]?.bytes ?? new Uint8Array(), 'Span')).toEqual(expected);
          expectReadable(decoded);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has one content range for each text of a content or a long attribute, in their order', () => {
    fc.assert(
      fc.property(arbitrarySpan, (span) => {
        const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
        for (const encoding of ['proto', 'json'] as const) {
          const encoded = encoding === 'proto' ? encodeReference(body) : toJson(body);
          const [decoded] = spansOf(decodeTraces(encoded, encoding, KEYS));
          const found = decoded?.contents.map(({ key, start, end }) => ({
            key,
            text: Buffer.from(decoded.bytes.subarray(start, end)).toString(),
          }));
          expect(found).toEqual(contentsOf(span));
        }
      }),
      { numRuns: 300 },
    );
  });
});

type Attributes = readonly { readonly key: string; readonly value: unknown }[] | undefined;

function contentsOf({
  attributes,
  events,
}: {
  attributes?: Attributes;
  events?: readonly { attributes?: Attributes }[];
}) {
  return [attributes, ...(events ?? []).map((event) => event.attributes)]
    .flatMap((list) => list ?? [])
    .map(({ key, value }) => ({ key, text: (value as { stringValue?: string }).stringValue ?? '' }))
    .filter(({ key, text }) => Buffer.byteLength(text) >= CONTENT_BYTES_MIN || (key === 'content' && text !== ''));
}

describe('any damage', () => {
  it.each(['proto', 'json'] as const)('to a %s body is refused or read, never a crash', (encoding) => {
    const body = arbitraryRequest.map((request) => (encoding === 'proto' ? encodeReference(request) : toJson(request)));
    fc.assert(
      fc.property(body, fc.array(fc.tuple(fc.nat(), fc.nat(7)), { maxLength: 4 }), fc.nat(), (bytes, flips, cut) => {
        const damaged = bytes.slice(0, cut % 3 === 0 ? cut % (bytes.length + 1) : bytes.length);
        for (const [place, bit] of flips) {
          const at = place % Math.max(damaged.length, 1);
          damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        }
        const decoded = decodeOrRefuse(damaged, encoding);
        if (decoded === null) return;
        const rejected = decoded.rejections.reduce((sum, { count }) => sum + count, 0);
        expect(decoded.accepted).toBe(spansOf(decoded).length);
        expect(decoded.forward === null).toBe(rejected === 0);
        for (const span of spansOf(decoded)) {
          for (const { end } of span.contents) expect(end).toBeLessThanOrEqual(span.bytes.length);
        }
        if (decoded.forward === null) return;
        const forwarded = decodeTraces(decoded.forward, encoding, KEYS);
        expect(forwarded.rejections).toEqual([]);
        expect(spansOf(forwarded).map(meaningOf)).toEqual(spansOf(decoded).map(meaningOf));
      }),
      { numRuns: 2000 },
    );
  });

  it('is never taken for a span that cannot be shown', () => {
    const damagedSpan = fc.tuple(
      arbitrarySpan,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(damagedSpan, ([span, changes]) => {
        const bytes = encodeReference(span, 'Span');
        for (const [place, value] of changes) bytes[place % bytes.length] = value;
        for (const { span: shown, resource, scope } of acceptedOf(wrap([bytes]))) {
          const stored = { span: shown.bytes, resource, resourceSchemaUrl: '', scope, scopeSchemaUrl: '' };
          expect(() => JSON.stringify(spansToJson([stored]))).not.toThrow();
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('inside one span costs that span at most', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrarySpan, { minLength: 2, maxLength: 4 }),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        (spans, victim, changes) => {
          const encoded = spans.map((span) => encodeReference(span, 'Span'));
          const broken = encoded[victim % encoded.length] as Uint8Array;
          for (const [place, value] of changes) broken[place % broken.length] = value;
          const siblings = spans.filter((_, i) => i !== victim % spans.length).map((span) => span.spanId);
          const decoded = decodeTraces(wrap(encoded), 'proto', KEYS);
          const kept = spansOf(decoded).filter(({ bytes }) => !Buffer.from(bytes).equals(broken));
          expect(kept.map(({ spanId }) => spanId)).toEqual(siblings);
          if (decoded.forward === null) return;
          expect(decoded.rejections).toMatchObject([
            { count: 1, first: `resourceSpans[0].scopeSpans[0].spans[${victim % spans.length}]` },
          ]);
          const without = wrap(encoded.filter((bytes) => bytes !== broken));
          expect(decodeReference(decoded.forward)).toEqual(decodeReference(without));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** One ResourceSpans with one ScopeSpans around spans that need not be valid. */
function wrap(spans: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const field = (number: number, content: Uint8Array): Uint8Array => {
    const length: number[] = [];
    let rest = content.length;
    for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
    return Buffer.concat([Buffer.from([number * 8 + 2, ...length, rest]), content]);
  };
  return new Uint8Array(field(1, field(2, Buffer.concat(spans.map((span) => field(2, span))))));
}

function acceptedOf(body: Uint8Array): { span: WireSpan; resource: Uint8Array; scope: Uint8Array }[] {
  const { scopes } = decodeTraces(body, 'proto', KEYS);
  return scopes.flatMap(({ spans, resource, scope }) =>
    spans.map((span) => ({ span, resource: resource.bytes, scope: scope.bytes })),
  );
}
