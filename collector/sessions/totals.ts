/**
 * Arithmetic on the additive numbers. Every one is an integer or a map of integers, so a session's totals are the same in
 * whatever order its traces came, and taking an old summary away is exact.
 */
import type { ModelCallTotals, NameCounts, Totals } from '../model/session.ts';
import type { TokenUsage } from '../model/usage.ts';

const NO_NAMES: NameCounts = new Map();

export const NO_USAGE: TokenUsage = { inputUncached: 0, cacheRead: 0, cacheWrite: 0, outputText: 0, reasoning: 0 };

export const NO_CALLS: ModelCallTotals = { calls: 0, errors: 0, usage: NO_USAGE, costNanoUsd: 0, unpricedCalls: 0 };

export const NO_TOTALS: Totals = {
  ...NO_CALLS,
  spans: 0,
  toolUses: 0,
  failures: 0,
  responseTimeUs: 0,
  responseTimes: new Map(),
  models: NO_NAMES,
  providers: NO_NAMES,
  toolsUsed: NO_NAMES,
  toolFailures: NO_NAMES,
  availableTools: NO_NAMES,
  agents: NO_NAMES,
  agentVersions: NO_NAMES,
  tags: NO_NAMES,
};

/** @param sign 1 adds `b`, -1 takes it away. */
export function combineTotals(a: Totals, b: Totals, sign: 1 | -1): Totals {
  return {
    ...combineCalls(a, b, sign),
    spans: a.spans + sign * b.spans,
    toolUses: a.toolUses + sign * b.toolUses,
    failures: a.failures + sign * b.failures,
    responseTimeUs: a.responseTimeUs + sign * b.responseTimeUs,
    responseTimes: combineCounts(a.responseTimes, b.responseTimes, sign),
    models: combineCounts(a.models, b.models, sign),
    providers: combineCounts(a.providers, b.providers, sign),
    toolsUsed: combineCounts(a.toolsUsed, b.toolsUsed, sign),
    toolFailures: combineCounts(a.toolFailures, b.toolFailures, sign),
    availableTools: combineCounts(a.availableTools, b.availableTools, sign),
    agents: combineCounts(a.agents, b.agents, sign),
    agentVersions: combineCounts(a.agentVersions, b.agentVersions, sign),
    tags: combineCounts(a.tags, b.tags, sign),
  };
}

export function combineCalls(a: ModelCallTotals, b: ModelCallTotals, sign: 1 | -1): ModelCallTotals {
  return {
    calls: a.calls + sign * b.calls,
    errors: a.errors + sign * b.errors,
    usage: combineUsage(a.usage, b.usage, sign),
    costNanoUsd: a.costNanoUsd + sign * b.costNanoUsd,
    unpricedCalls: a.unpricedCalls + sign * b.unpricedCalls,
  };
}

export function combineUsage(a: TokenUsage, b: TokenUsage, sign: 1 | -1): TokenUsage {
  return {
    inputUncached: a.inputUncached + sign * b.inputUncached,
    cacheRead: a.cacheRead + sign * b.cacheRead,
    cacheWrite: a.cacheWrite + sign * b.cacheWrite,
    outputText: a.outputText + sign * b.outputText,
    reasoning: a.reasoning + sign * b.reasoning,
  };
}

/** Entries that fall to zero leave, so that equal contents are equal maps. */
export function combineCounts<K>(
  a: ReadonlyMap<K, number>,
  b: ReadonlyMap<K, number>,
  sign: 1 | -1,
): ReadonlyMap<K, number> {
  if (b.size === 0) return a;
  const sum = new Map(a);
  for (const [key, count] of b) {
    const next = (sum.get(key) ?? 0) + sign * count;
    if (next === 0) sum.delete(key);
    else sum.set(key, next);
  }
  return sum;
}
