/** The thirteen kinds of spans as the six that can be told apart at a glance. */
import type { TimelineItem } from '../../../collector/operations/contract.ts';

export type SpanKind = TimelineItem['kind'];
export type KindGroup = 'llm' | 'tool' | 'agent' | 'retrieval' | 'guardrail' | 'other';

const GROUPS = new Map<SpanKind, KindGroup>([
  ['llm.chat', 'llm'],
  ['llm.completion', 'llm'],
  ['embedding', 'retrieval'],
  ['rerank', 'retrieval'],
  ['retrieval', 'retrieval'],
  ['tool', 'tool'],
  ['mcp', 'tool'],
  ['agent', 'agent'],
  ['workflow', 'agent'],
  ['guardrail', 'guardrail'],
  ['evaluator', 'guardrail'],
]);

export function groupOf(kind: SpanKind): KindGroup {
  return GROUPS.get(kind) ?? 'other';
}

/** What a row is called where its mark says the kind already: `fetch_page`, not `execute_tool fetch_page`. */
export function shortNameOf({ kind, name, tool_name, agent_name }: TimelineItem): string {
  switch (groupOf(kind)) {
    case 'tool':
      return tool_name ?? name;
    case 'agent':
      return agent_name ?? name;
    default:
      return name;
  }
}

const LABELS: Record<KindGroup, string> = {
  llm: 'model',
  tool: 'tool',
  agent: 'agent',
  retrieval: 'retrieval',
  guardrail: 'guardrail',
  other: 'other',
};

export function labelOf(group: KindGroup): string {
  return LABELS[group];
}
