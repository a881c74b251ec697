/** A span's facts as columns and back. Times are 64 unsigned bits in OTLP and signed in SQLite: the bits are what is kept. */
import type { SpanFacts } from '../../sessions/span-facts.ts';
import { pack, unpack } from '../../store/pack.ts';
import type { SpanKind } from '../../model/mapped-span.ts';
import type { SpanCosts } from '../../model/session.ts';
import type { SpanStatus } from '../../model/span.ts';
import type { TokenUsage } from '../../model/usage.ts';

export const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** What has no column of its own. */
type Extra = Pick<
  SpanFacts,
  | 'sessionKey'
  | 'agentVersion'
  | 'workflowId'
  | 'userId'
  | 'tags'
  | 'availableTools'
  | 'endsSession'
  | 'serviceName'
  | 'promptHash'
  | 'scope'
  | 'attributeCount'
> & {
  /** Only where the sender reported a cost; else the row's cost is the computed one. */
  readonly costs?: SpanCosts;
};

export interface SpanKeys {
  readonly spanKey: number;
  readonly traceKey: number;
}

/** What better-sqlite3 answers for `spans.*` with safe integers on. */
export interface SpanColumns {
  readonly trace_id: Buffer;
  readonly span_id: Buffer;
  readonly parent_span_id: Buffer | null;
  readonly name: string;
  readonly kind: string;
  readonly vocabulary: string;
  readonly status: bigint;
  readonly start_unix_nano: bigint;
  readonly end_unix_nano: bigint;
  readonly clock_skew: bigint;
  readonly model: string | null;
  readonly provider: string | null;
  readonly response_id: string | null;
  readonly tool_name: string | null;
  readonly tool_call_id: string | null;
  readonly agent_id: string | null;
  readonly agent_name: string | null;
  readonly input_uncached: bigint | null;
  readonly cache_read: bigint | null;
  readonly cache_write: bigint | null;
  readonly output_text: bigint | null;
  readonly reasoning: bigint | null;
  readonly cost_nano_usd: bigint | null;
  readonly time_to_first_token_ms: number | null;
  readonly error_type: string | null;
  readonly received_ms: number;
  readonly facts: string;
  readonly digest: Buffer;
}

export function toColumns(facts: SpanFacts, { spanKey, traceKey }: SpanKeys): Record<string, unknown> {
  const { usage } = facts;
  return {
    spanKey,
    traceKey,
    spanId: Buffer.from(facts.spanId, 'hex'),
    parentSpanId: facts.parentSpanId === '' ? null : Buffer.from(facts.parentSpanId, 'hex'),
    name: facts.name,
    kind: facts.kind,
    vocabulary: facts.vocabulary,
    status: STATUSES.indexOf(facts.status),
    startUnixNano: BigInt.asIntN(64, facts.startUnixNano),
    endUnixNano: BigInt.asIntN(64, facts.endUnixNano),
    clockSkew: facts.clockSkew ? 1 : 0,
    model: facts.model,
    provider: facts.provider,
    responseId: facts.responseId,
    toolName: facts.toolName,
    toolCallId: facts.toolCallId,
    agentId: facts.agentId,
    agentName: facts.agentName,
    inputUncached: usage?.inputUncached ?? null,
    cacheRead: usage?.cacheRead ?? null,
    cacheWrite: usage?.cacheWrite ?? null,
    outputText: usage?.outputText ?? null,
    reasoning: usage?.reasoning ?? null,
    costNanoUsd: facts.costNanoUsd,
    timeToFirstTokenMs: facts.timeToFirstTokenMs,
    errorType: facts.errorType,
    receivedMs: facts.receivedMs,
    facts: pack(pickExtra(facts)),
    digest: Buffer.from(facts.digest, 'hex'),
  };
}

function pickCosts({ reportedCostNanoUsd, computedCostNanoUsd }: SpanCosts): SpanCosts {
  return { reportedCostNanoUsd, computedCostNanoUsd };
}

export function fromColumns(row: SpanColumns): SpanFacts {
  const { costs, ...extra } = unpack<Partial<Extra>>(row.facts);
  const costNanoUsd = row.cost_nano_usd === null ? null : Number(row.cost_nano_usd);
  return {
    ...NO_EXTRA,
    ...extra,
    ...(costs ?? { reportedCostNanoUsd: null, computedCostNanoUsd: costNanoUsd }),
    traceId: row.trace_id.toString('hex'),
    spanId: row.span_id.toString('hex'),
    parentSpanId: row.parent_span_id?.toString('hex') ?? '',
    name: row.name,
    kind: row.kind as SpanKind,
    vocabulary: row.vocabulary,
    status: STATUSES[Number(row.status)] ?? 'unset',
    startUnixNano: BigInt.asUintN(64, row.start_unix_nano),
    endUnixNano: BigInt.asUintN(64, row.end_unix_nano),
    clockSkew: row.clock_skew !== 0n,
    model: row.model,
    provider: row.provider,
    responseId: row.response_id,
    toolName: row.tool_name,
    toolCallId: row.tool_call_id,
    agentId: row.agent_id,
    agentName: row.agent_name,
    usage: readUsage(row),
    costNanoUsd,
    timeToFirstTokenMs: row.time_to_first_token_ms,
    errorType: row.error_type,
    receivedMs: row.received_ms,
    digest: row.digest.toString('hex'),
  };
}

const NO_EXTRA: Extra = {
  sessionKey: null,
  agentVersion: null,
  workflowId: null,
  userId: null,
  tags: [],
  availableTools: [],
  endsSession: false,
  serviceName: null,
  promptHash: null,
  scope: '',
  attributeCount: 0,
};

/** Only what a span has: most have three of the eleven, and the names of the others would be more than half of the row. */
function pickExtra(facts: SpanFacts): Partial<Extra> {
  return {
    ...(facts.sessionKey !== null && { sessionKey: facts.sessionKey }),
    ...(facts.agentVersion !== null && { agentVersion: facts.agentVersion }),
    ...(facts.workflowId !== null && { workflowId: facts.workflowId }),
    ...(facts.userId !== null && { userId: facts.userId }),
    ...(facts.tags.length > 0 && { tags: facts.tags }),
    ...(facts.availableTools.length > 0 && { availableTools: facts.availableTools }),
    ...(facts.endsSession && { endsSession: true }),
    ...(facts.serviceName !== null && { serviceName: facts.serviceName }),
    ...(facts.promptHash !== null && { promptHash: facts.promptHash }),
    ...(facts.scope !== '' && { scope: facts.scope }),
    attributeCount: facts.attributeCount,
    ...(facts.reportedCostNanoUsd !== null && { costs: pickCosts(facts) }),
  };
}

function readUsage(row: SpanColumns): TokenUsage | null {
  if (row.input_uncached === null) return null;
  return {
    inputUncached: Number(row.input_uncached),
    cacheRead: Number(row.cache_read),
    cacheWrite: Number(row.cache_write),
    outputText: Number(row.output_text),
    reasoning: Number(row.reasoning),
  };
}
