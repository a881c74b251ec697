/**
 * One `ExportTraceServiceRequest`, span by span: what is wrong with a span costs that span. Only where the frame around the
 * spans is broken is there nothing to save, and the whole request is refused.
 */
import { CollectorError } from '../errors.ts';
import type { ContentKeys } from '../vocabularies/vocabulary.ts';
import { NestingError } from './decode-any-value.ts';
import { decodeResource, decodeScope } from './decode-resource.ts';
import { decodeSpan, InvalidSpan } from './decode-span.ts';
import type { Encoding, Rejection } from './export-request.ts';
import { countSpanParts } from './part-count.ts';
import { readJsonFrame } from './read-json-frame.ts';
import { readProtoFrame } from './read-proto-frame.ts';
import type { ScopeSpans, WireSpan } from './wire-span.ts';

export interface DecodedTraces {
  readonly scopes: readonly ScopeSpans[];
  readonly accepted: number;
  readonly rejections: readonly Rejection[];
  /** The request encoded anew without the rejected spans, in its own encoding; null where none was rejected. */
  readonly forward: Uint8Array<ArrayBuffer> | null;
}

/** The request's structure with each span still undecoded. `bytes` of a span throws `InvalidSpan` where it has none. */
export interface TraceFrame {
  readonly resources: readonly ResourceFrame[];
  /** The request without the spans in `dropped`, by resource, scope and span index joined with dots. */
  without(dropped: ReadonlySet<string>): Uint8Array<ArrayBuffer>;
}

export interface ResourceFrame {
  readonly bytes: () => Uint8Array;
  readonly schemaUrl: string;
  readonly scopes: readonly {
    readonly bytes: () => Uint8Array;
    readonly schemaUrl: string;
    readonly spans: readonly (() => Uint8Array)[];
  }[];
}

/** @throws CollectorError INVALID_REQUEST where the body is no such message at all, TOO_LARGE where it has too many parts. */
export function decodeTraces(body: Uint8Array, encoding: Encoding, contentKeys: ContentKeys): DecodedTraces {
  const frame = readFrame(body, encoding);
  const scopes: ScopeSpans[] = [];
  const refused = new Refusals();
  const parts = countSpanParts();
  let accepted = 0;
  for (const [r, resourceFrame] of frame.resources.entries()) {
    const resource = attempt(
      () => decodeResource(resourceFrame.bytes(), resourceFrame.schemaUrl),
      'undecodable resource',
    );
    for (const [s, scopeFrame] of resourceFrame.scopes.entries()) {
      const scope = attempt(() => decodeScope(scopeFrame.bytes(), scopeFrame.schemaUrl), 'undecodable scope');
      const spans: WireSpan[] = [];
      for (const [i, bytes] of scopeFrame.spans.entries()) {
        const span = attempt(() => decodeSpan(bytes(), contentKeys), 'undecodable span');
        const failure = [resource, scope, span].find((part) => typeof part === 'string');
        if (failure !== undefined) refused.add(failure, [r, s, i]);
        else {
          const { attributeCount, events, links } = span as WireSpan;
          parts.add(attributeCount + events.length + links.length);
          spans.push(span as WireSpan);
        }
      }
      accepted += spans.length;
      if (spans.length > 0 && typeof resource !== 'string' && typeof scope !== 'string') {
        scopes.push({ resource, scope, spans });
      }
    }
  }
  const forward = refused.places.size === 0 ? null : frame.without(refused.places);
  return { scopes, accepted, rejections: refused.rejections(), forward };
}

function readFrame(body: Uint8Array, encoding: Encoding): TraceFrame {
  try {
    return encoding === 'proto' ? readProtoFrame(body) : readJsonFrame(body);
  } catch (error) {
    if (error instanceof CollectorError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the body is no ExportTraceServiceRequest in ${encoding === 'proto' ? 'protobuf' : 'JSON'}: ${reason}`;
    throw new CollectorError('INVALID_REQUEST', message, { cause: error });
  }
}

/** @returns what was decoded, or the reason as text: reasons are few and fixed, because they are counted by name. */
function attempt<T extends object>(decode: () => T, otherwise: string): T | string {
  try {
    return decode();
  } catch (error) {
    return error instanceof InvalidSpan || error instanceof NestingError ? error.message : otherwise;
  }
}

class Refusals {
  readonly places = new Set<string>();
  readonly #byReason = new Map<string, { count: number; first: string }>();

  add(reason: string, [resource, scope, span]: readonly [number, number, number]): void {
    this.places.add(`${resource}.${scope}.${span}`);
    const known = this.#byReason.get(reason);
    if (known !== undefined) known.count += 1;
    else
      this.#byReason.set(reason, { count: 1, first: `resourceSpans[${resource}].scopeSpans[${scope}].spans[${span}]` });
  }

  rejections(): Rejection[] {
    return [...this.#byReason].map(([reason, { count, first }]) => ({ reason, count, first }));
  }
}
