/** One span whole: what its SDK meant by it, its messages, and every attribute as received. Nothing is shortened. */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import type { SpanContents } from '../model/message.ts';
import type { SpanRecord } from '../model/session.ts';
import { spansToJson } from '../otlp/spans-to-json.ts';
import { isModelCall } from '../sessions/count-calls.ts';
import type { Store, StoredSpan } from '../store.ts';
import { findUnreadKeys } from '../vocabularies/unread-keys.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import { countKnownInput } from './count-known-input.ts';
import { decodeStoredSpan, readStoredContents } from '../store/decode-stored-span.ts';
import { findPreviousCall } from './find-previous-call.ts';
import { defineOperation } from './operation.ts';
import { idParam } from './parse-params.ts';
import { readSpanFindings } from './span-findings.ts';
import { toUsd } from './to-cost.ts';
import { spanDetail, type SpanDetail } from './schemas.ts';
import { toJsonValue } from './to-json-value.ts';
import { toTimelineItem } from './to-timeline-item.ts';
import { memberOf, toWireAttributes } from './to-wire-attributes.ts';
import { toWireMessage, toWirePart } from './to-wire-message.ts';

export const getSpan = defineOperation({
  name: 'get_span',
  method: 'GET',
  path: '/api/session/{id}/span/{span_id}',
  about: 'One span whole: attributes as received, mapped fields, messages.',
  params: z.object({
    id: idParam,
    span_id: z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 lowercase hexadecimal digits'),
  }),
  response: spanDetail,
  async run({ id, span_id }, { store }) {
    const stored = await store.readSpan(id, span_id);
    if (stored === null) throw new CollectorError('NOT_FOUND', 'there is no such span in this session');
    const context = decodeStoredSpan(stored, store.own);
    const contents = readStoredContents(stored, context);
    const known = await countKnown(store, id, { record: stored.record, contents });
    const findings = await readSpanFindings(store, id, stored.record);
    return { session_id: id, ...describe(stored, context, findings), ...toWireContents(contents, known) };
  },
});

const OTLP_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

type Described = Omit<SpanDetail, 'session_id' | keyof ReturnType<typeof toWireContents>>;

function describe(stored: StoredSpan, context: SpanInContext, findings: SpanDetail['findings']): Described {
  const { span, resource, scope } = context;
  const { record } = stored;
  const otlp = spansToJson([stored]);
  const [resourceJson] = listAt(otlp, 'resourceSpans');
  const [scopeJson] = listAt(resourceJson, 'scopeSpans');
  const [spanJson] = listAt(scopeJson, 'spans');
  const attributesOf = (json: unknown) => toWireAttributes(memberOf(json, 'attributes'));
  const events = listAt(spanJson, 'events');
  const links = listAt(spanJson, 'links');
  return {
    item: toTimelineItem(
      record,
      findings.filter(({ status }) => status === 'open').map(({ id }) => id),
    ),
    vocabulary: record.vocabulary,
    status_message: span.statusMessage,
    otlp_kind: OTLP_KINDS[span.otlpKind] ?? 'unspecified',
    trace_state: span.traceState,
    dropped_attributes_count: span.droppedAttributesCount,
    attributes: attributesOf(spanJson),
    events: span.events.map(({ name, timeUnixNano }, index) => ({
      name,
      time_unix_nano: timeUnixNano.toString(),
      attributes: attributesOf(events[index]),
    })),
    links: span.links.map(({ traceId, spanId }, index) => ({
      trace_id: traceId,
      span_id: spanId,
      attributes: attributesOf(links[index]),
    })),
    resource: { attributes: attributesOf(memberOf(resourceJson, 'resource')), schema_url: resource.schemaUrl },
    scope: {
      name: scope.name,
      version: scope.version,
      attributes: attributesOf(memberOf(scopeJson, 'scope')),
      schema_url: scope.schemaUrl,
    },
    unmapped_keys: [...findUnreadKeys(context).unmapped],
    cost: { reported_usd: toUsd(record.reportedCostNanoUsd), computed_usd: toUsd(record.computedCostNanoUsd) },
    response_id: record.responseId,
    tool_call_id: record.toolCallId,
    findings,
    otlp,
  };
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const list = memberOf(value, name);
  return Array.isArray(list) ? list : [];
}

function toWireContents(contents: SpanContents, known: number) {
  return {
    messages: {
      system: contents.system.map(toWirePart),
      input: contents.input.map(toWireMessage),
      input_known: known,
      output: contents.output.map(toWireMessage),
    },
    tool_definitions: contents.tool_definitions.map(({ name, description, parameters }) => ({
      name,
      description,
      parameters: toJsonValue(parameters),
    })),
    arguments: toJsonValue(contents.arguments),
    result: toJsonValue(contents.result),
  };
}

async function countKnown(
  store: Store,
  sessionId: string,
  call: { record: SpanRecord; contents: SpanContents },
): Promise<number> {
  if (!isModelCall(call.record) || call.contents.input.length === 0) return 0;
  const previous = await findPreviousCall(store, sessionId, call.record);
  const stored = previous === null ? null : await store.readSpan(sessionId, previous.spanId);
  return stored === null
    ? 0
    : countKnownInput(call.contents.input, readStoredContents(stored, decodeStoredSpan(stored, store.own)));
}
