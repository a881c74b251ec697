/** Span facts from a few words, for tests of how sessions are derived. */
import type { SpanFacts } from '../../collector/sessions/span-facts.ts';

export const BEGIN_NANO = 1_790_000_000_000_000_000n;

export function buildFacts(
  id: string,
  facts: Partial<SpanFacts> & { readonly parent?: string; readonly at?: number } = {},
): SpanFacts {
  const { parent, at = 0, ...rest } = facts;
  const startUnixNano = BEGIN_NANO + BigInt(at) * 1_000_000n;
  return {
    traceId: 'a'.repeat(32),
    spanId: id,
    parentSpanId: parent ?? '',
    name: id,
    kind: 'other',
    vocabulary: 'none',
    status: 'unset',
    startUnixNano,
    endUnixNano: startUnixNano + 100_000_000n,
    clockSkew: false,
    model: null,
    provider: null,
    responseId: null,
    toolName: null,
    toolCallId: null,
    agentId: null,
    agentName: null,
    usage: null,
    costNanoUsd: null,
    reportedCostNanoUsd: null,
    computedCostNanoUsd: null,
    timeToFirstTokenMs: null,
    errorType: null,
    receivedMs: 1_790_000_100_000,
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
    digest: id,
    ...rest,
  };
}

export function byId(spans: readonly SpanFacts[]): ReadonlyMap<string, SpanFacts> {
  return new Map(spans.map((span) => [span.spanId, span]));
}

export function usageOf(inputUncached: number, outputText: number): NonNullable<SpanFacts['usage']> {
  return { inputUncached, cacheRead: 0, cacheWrite: 0, outputText, reasoning: 0 };
}
