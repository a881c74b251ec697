/**
 * Which spans count. Several spans may describe one model call (a framework's span around an SDK's, two instrumentations
 * side by side) or one tool call; each call counts once, and usage that a parent only repeats is not added again.
 */
import type { SpanFacts } from './span-facts.ts';
import type { SpanTree } from './span-tree.ts';

export interface CountedCalls {
  readonly modelCalls: readonly SpanFacts[];
  /** Spans whose tokens and cost count; mostly the model calls, and agents whose calls are not instrumented. */
  readonly usage: readonly SpanFacts[];
  readonly toolCalls: readonly SpanFacts[];
}

export function countCalls(tree: SpanTree): CountedCalls {
  const models = tree.ordered.filter(isModelCall);
  const aroundModels = tree.ancestorsOf(models);
  const billed = tree.ordered.filter((span) => span.usage !== null && carriesUsage(span));
  const aroundBilled = tree.ancestorsOf(billed.filter((span) => !isContainer(span)));
  const aroundContainers = tree.ancestorsOf(billed);
  return {
    modelCalls: oncePerResponse(models.filter((span) => !aroundModels.has(span))),
    usage: oncePerResponse(
      billed.filter((span) => !aroundBilled.has(span) && !(isContainer(span) && aroundContainers.has(span))),
    ),
    toolCalls: countTools(tree),
  };
}

export function isModelCall(span: SpanFacts): boolean {
  return span.kind === 'llm.chat' || span.kind === 'llm.completion';
}

function carriesUsage(span: SpanFacts): boolean {
  return isModelCall(span) || span.kind === 'embedding' || span.kind === 'rerank' || isContainer(span);
}

function isContainer(span: SpanFacts): boolean {
  return span.kind === 'agent' || span.kind === 'workflow';
}

/** Two instrumentations of one client give sibling spans with one response id: the one that knows its tokens stands. */
function oncePerResponse(spans: readonly SpanFacts[]): readonly SpanFacts[] {
  const byResponse = new Map<string, SpanFacts>();
  for (const span of spans) {
    if (span.responseId === null) continue;
    const standing = byResponse.get(span.responseId);
    if (standing === undefined || (standing.usage === null && span.usage !== null))
      byResponse.set(span.responseId, span);
  }
  return spans.filter((span) => span.responseId === null || byResponse.get(span.responseId) === span);
}

/**
 * A tool call is its call id; without one, the outermost of directly nested tool spans (an MCP client span inside an
 * `execute_tool` span is the same call). A model or agent in between begins a new level: its tools are its own.
 */
function countTools(tree: SpanTree): readonly SpanFacts[] {
  const seen = new Set<string>();
  return tree.ordered.filter((span) => {
    if (span.kind !== 'tool') return false;
    const outer = tree.nearest(span, (ancestor) =>
      ancestor.kind === 'tool' ? true : isModelCall(ancestor) || isContainer(ancestor) ? null : false,
    );
    if (span.toolCallId === null) return outer === undefined;
    if (seen.has(span.toolCallId)) return false;
    seen.add(span.toolCallId);
    return outer === undefined || outer.toolCallId !== null;
  });
}
