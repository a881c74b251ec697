/** From decoded spans to spans ready to be kept: mapped, priced and digested. Pure; touches no store. */
import { hash } from 'node:crypto';

import { BARE_SPAN, type MappedSpan } from '../model/mapped-span.ts';
import { unixNanoToMs } from '../model/unix-nano.ts';
import { hasClockSkew } from '../otlp/clock-skew.ts';
import type { WireResource, WireScope, WireSpan } from '../otlp/wire-span.ts';
import { cutIdentity } from '../vocabularies/identity.ts';
import { mapSpan } from '../vocabularies/map-span.ts';
import { readSystemPrompt } from '../vocabularies/system-prompt.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import type { PreparedSpan } from './ingest-spans.ts';
import { mayBeRepeated } from './pair-repeats.ts';
import { readPlacement } from './read-announcement.ts';
import type { SpanFacts } from './span-facts.ts';
import type { SpanReading } from './span-reading.ts';

export interface ReceivedSpan {
  readonly span: WireSpan;
  readonly resource: WireResource;
  readonly scope: WireScope;
}

export interface Arrival {
  readonly receivedMs: number;
  readonly reading: SpanReading;
}

export function prepareSpan(kept: ReceivedSpan, arrival: Arrival): PreparedSpan<ReceivedSpan> {
  const { span, resource, scope } = kept;
  const { own } = arrival.reading;
  const context: SpanInContext = own === null ? { span, scope, resource } : { span, scope, resource, own };
  return { facts: buildFacts(context, span, arrival), context, kept };
}

function buildFacts(context: SpanInContext, span: WireSpan, { receivedMs, reading }: Arrival): SpanFacts {
  const mapped = mapOrKeepBare(context);
  const serviceName = readServiceName(context);
  const anonymous = mapped.agentId === null && mapped.agentName === null && serviceName === null;
  const model = mapped.responseModel ?? mapped.requestModel;
  const { spanId, parentSpanId, endUnixNano } = readPlacement(span);
  return {
    traceId: span.traceId,
    spanId,
    parentSpanId,
    name: span.name,
    kind: mapped.kind,
    vocabulary: mapped.vocabulary,
    status: mapped.failed ? 'error' : span.status,
    startUnixNano: span.startUnixNano,
    endUnixNano,
    clockSkew: hasClockSkew(span, receivedMs),
    model,
    provider: mapped.provider,
    responseId: mapped.responseId,
    toolName: mapped.toolName,
    toolCallId: mapped.toolCallId,
    agentId: mapped.agentId,
    agentName: mapped.agentName,
    usage: mapped.usage,
    ...readCosts(mapped, reading, unixNanoToMs(span.startUnixNano)),
    timeToFirstTokenMs: mapped.timeToFirstTokenMs,
    errorType: mapped.errorType,
    receivedMs,
    sessionKey: mapped.sessionKey,
    agentVersion: mapped.agentVersion,
    workflowId: mapped.workflowId,
    userId: mapped.userId,
    tags: [...mapped.tags].map(([key, value]) => `${key}=${value}`),
    availableTools: mapped.availableTools,
    endsSession: mapped.endsSession,
    serviceName,
    promptHash: anonymous ? hashPrompt(readSystemPrompt(context)) : null,
    scope: mayBeRepeated(mapped.kind) ? cutIdentity(context.scope.name) : '',
    attributeCount: span.attributeCount,
    digest: hash('sha256', span.bytes, 'hex').slice(0, 32),
  };
}

/** A span whose attributes defeat a vocabulary is still a span: it is kept, readable as it stands, and marked. */
function mapOrKeepBare(context: SpanInContext): MappedSpan {
  try {
    return mapSpan(context);
  } catch {
    return { ...BARE_SPAN, vocabulary: 'unreadable' };
  }
}

type Costs = Pick<SpanFacts, 'costNanoUsd' | 'reportedCostNanoUsd' | 'computedCostNanoUsd'>;

const NO_COSTS: Costs = { costNanoUsd: null, reportedCostNanoUsd: null, computedCostNanoUsd: null };

/** What the sender reports counts: a gateway knows its own price. The list's price stands beside it, for comparing. */
function readCosts(mapped: MappedSpan, { priceCall }: SpanReading, atMs: number): Costs {
  if (mapped.unpriceable) return NO_COSTS;
  const { reportedCostUsd, provider, usage, billedApart } = mapped;
  const model = mapped.responseModel ?? mapped.requestModel;
  const reportedCostNanoUsd = reportedCostUsd === null ? null : Math.round(reportedCostUsd * 1e9);
  const computedCostNanoUsd =
    usage === null || model === null ? null : priceCall({ provider, model, usage, billedApart, atMs });
  return { costNanoUsd: reportedCostNanoUsd ?? computedCostNanoUsd, reportedCostNanoUsd, computedCostNanoUsd };
}

/** SDKs name a service nobody named `unknown_service` or `unknown_service:<executable>`: that is no name. */
function readServiceName({ resource }: SpanInContext): string | null {
  const name = resource.attributes.get('service.name');
  return typeof name === 'string' && name !== '' && !name.startsWith('unknown_service') ? cutIdentity(name) : null;
}

function hashPrompt(prompt: string | null): string | null {
  return prompt === null ? null : hash('sha256', prompt, 'hex').slice(0, 12);
}
