/**
 * A recording of several conversations without its session ids: what each SDK told of them is the truth that is kept beside.
 * Request by request as one span, so that they can arrive in any order.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isModelCall } from '../../collector/sessions/count-calls.ts';
import { mapSpan } from '../../collector/vocabularies/map-span.ts';
import { SESSION_KEYS } from '../../collector/vocabularies/session-keys.ts';
import type { ExportRequest } from '../../collector/otlp/export-request.ts';
import { decodeReference } from '../collector/otlp/reference-codec.ts';
import { RECORDINGS } from './recordings.ts';
import { wrapJson } from './span-builder.ts';
import { readFixture } from './vocabulary-suite.ts';

export interface StrippedSpan {
  readonly spanId: string;
  readonly conversation: string;
  readonly isCall: boolean;
  readonly toRequest: () => ExportRequest;
}

interface Attribute {
  readonly key: string;
  readonly value: unknown;
}

interface JsonSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes?: readonly Attribute[];
}

interface JsonRequest {
  readonly resourceSpans: readonly {
    readonly resource: unknown;
    readonly scopeSpans: readonly { readonly scope: unknown; readonly spans: readonly JsonSpan[] }[];
  }[];
}

interface Wanted {
  /** Each call in a trace of its own, without anything around it; else as the SDK made its traces. */
  readonly callsAlone: boolean;
  /** Whether every trace says whose it is. */
  readonly users: boolean;
}

/** @param name of a recording whose every trace says which conversation it is of. */
export function stripRecording(name: string, { callsAlone, users }: Wanted): readonly StrippedSpan[] {
  const mapped = new Map(
    readFixture(`${name}.binpb`).map((context) => [context.span.spanId, { context, said: mapSpan(context) }]),
  );
  const conversations = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const { context, said } of mapped.values()) {
    if (said.sessionKey !== null) conversations.set(context.span.traceId, said.sessionKey.id);
    if (said.userId !== null) owners.set(context.span.traceId, said.userId);
  }
  const request = decodeReference(readFileSync(join(RECORDINGS, `${name}.binpb`))) as JsonRequest;
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.flatMap((span) => {
        const isCall = isModelCall(mapped.get(span.spanId)?.said ?? { kind: 'other' });
        if (callsAlone && !isCall) return [];
        const conversation = conversations.get(span.traceId);
        const owner = owners.get(span.traceId);
        if (conversation === undefined || owner === undefined) throw new Error(`whose is a trace of ${name}?`);
        const kept = (span.attributes ?? []).filter(({ key }) => !SESSION_KEYS.includes(key) && !USER_KEY.test(key));
        const attributes = users ? [...kept, { key: 'user.id', value: { stringValue: owner } }] : kept;
        const { parentSpanId: _, ...orphan } = span as JsonSpan & { readonly parentSpanId?: string };
        const stripped = callsAlone
          ? { ...orphan, traceId: span.spanId + span.spanId, attributes }
          : { ...span, attributes };
        const json = { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [stripped] }] }] };
        return [
          {
            spanId: span.spanId,
            conversation: `${name}: ${conversation}`,
            isCall,
            toRequest: () => wrapJson(json, RECEIVED_MS),
          },
        ];
      }),
    ),
  );
}

const USER_KEY = /user\.?id$/i;
/** After every recording. */
const RECEIVED_MS = Date.UTC(2026, 11, 1);
