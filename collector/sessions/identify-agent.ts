/**
 * Who a trace belongs to: its outermost agent, else the service, else whoever shares the system prompt. Some SDKs make a
 * random UUID for every agent object, so the name comes before such an id; otherwise each run would be a new agent.
 */
import type { SpanFacts } from './span-facts.ts';
import type { SpanTree } from './span-tree.ts';
import type { AgentIdentity } from './trace-summary.ts';

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

export const UNKNOWN_AGENT: AgentIdentity = { id: 'unknown', name: 'unknown agent' };

export function identifyAgent(tree: SpanTree): AgentIdentity {
  const outermost = tree.ordered.find(
    (span) => agentOf(span) !== null && tree.nearest(span, (ancestor) => agentOf(ancestor) !== null) === undefined,
  );
  if (outermost !== undefined) return agentOf(outermost) ?? UNKNOWN_AGENT;
  const service = tree.ordered.find((span) => span.serviceName !== null)?.serviceName;
  if (service) return { id: service, name: service };
  const hash = tree.ordered.find((span) => span.promptHash !== null)?.promptHash;
  return hash ? { id: `prompt-${hash}`, name: `prompt-${hash}` } : UNKNOWN_AGENT;
}

export function agentOf(span: SpanFacts): AgentIdentity | null {
  const { agentId, agentName } = span;
  if (agentId !== null && !(agentName !== null && UUID.test(agentId)))
    return { id: agentId, name: agentName ?? agentId };
  return agentName === null ? null : { id: agentName, name: agentName };
}
