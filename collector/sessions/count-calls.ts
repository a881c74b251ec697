/**
 * Which spans count. Several spans may describe one model call (a framework's span around an SDK's, two instrumentations
 * side by side) or one tool call; each call counts once, and usage that a parent only repeats is not added again. What has not
 * ended counts when it has: until then its length and its tokens are not known.
 */
import { detailTokens, inputTokens, outputTokens, type TokenUsage } from '../model/usage.ts';
import { pairRepeats } from './pair-repeats.ts';
import type { SpanFacts } from './span-facts.ts';
import type { SpanTree } from './span-tree.ts';

export interface CountedCalls {
  readonly modelCalls: readonly SpanFacts[];
  /** Spans whose tokens and cost count; mostly the model calls, and agents whose calls are not instrumented. */
  readonly usage: readonly SpanFacts[];
  readonly toolCalls: readonly SpanFacts[];
  /** Spans that tell once more of a model's or a tool's call that another span stands for. */
  readonly repeats: ReadonlyMap<SpanFacts, SpanFacts>;
}

export function countCalls(tree: SpanTree): CountedCalls {
  const models = tree.ordered.filter((span) => isModelCall(span) && hasEnded(span));
  const aroundModels = tree.ancestorsOf(models);
  const billed = tree.ordered.filter((span) => span.usage !== null && carriesUsage(span) && hasEnded(span));
  const aroundBilled = tree.ancestorsOf(billed.filter((span) => !isContainer(span)));
  const aroundContainers = tree.ancestorsOf(billed);
  const calls = models.filter((span) => !aroundModels.has(span));
  const usage = billed
    .filter((span) => !aroundBilled.has(span) && !(isContainer(span) && aroundContainers.has(span)))
    .map((span) => bestDescribed(span, tree));
  const tools = countTools(tree);
  const callRepeats = pairRepeats(calls, tree);
  const toolRepeats = pairRepeats(tools, tree);
  return {
    modelCalls: without(calls, callRepeats),
    usage: without(usage, areSame(calls, usage) ? callRepeats : pairRepeats(usage, tree)),
    toolCalls: without(tools, toolRepeats),
    repeats: toolRepeats.size === 0 ? callRepeats : new Map([...callRepeats, ...toolRepeats]),
  };
}

type Repeats = CountedCalls['repeats'];

function without(spans: readonly SpanFacts[], repeats: Repeats): readonly SpanFacts[] {
  return repeats.size === 0 ? spans : spans.filter((span) => !repeats.has(span));
}

function areSame(a: readonly SpanFacts[], b: readonly SpanFacts[]): boolean {
  return a.length === b.length && a.every((span, index) => span === b[index]);
}

export function isModelCall({ kind }: Pick<SpanFacts, 'kind'>): boolean {
  return kind === 'llm.chat' || kind === 'llm.completion';
}

function hasEnded({ endUnixNano }: SpanFacts): boolean {
  return endUnixNano !== 0n;
}

function carriesUsage(span: SpanFacts): boolean {
  return isModelCall(span) || span.kind === 'embedding' || span.kind === 'rerank' || isContainer(span);
}

function isContainer(span: SpanFacts): boolean {
  return span.kind === 'agent' || span.kind === 'workflow';
}

/**
 * An instrumentation around another describes the same call, and may know what the inner one leaves out: how much the
 * cache served (@traceloop/instrumentation-openai 0.27 does not say). Equal totals show that it is the same call.
 */
function bestDescribed(span: SpanFacts, tree: SpanTree): SpanFacts {
  const around = tree.nearest(span, (ancestor) => isModelCall(ancestor) && ancestor.usage !== null);
  if (around === undefined || !isModelCall(span) || span.usage === null || around.usage === null) return span;
  return countsSame(span.usage, around.usage) && detailTokens(around.usage) > detailTokens(span.usage) ? around : span;
}

function countsSame(a: TokenUsage, b: TokenUsage): boolean {
  return inputTokens(a) === inputTokens(b) && outputTokens(a) === outputTokens(b);
}

/**
 * A tool call is its call id; without one, the outermost of directly nested tool spans (an MCP client span inside an
 * `execute_tool` span is the same call). A model or agent in between begins a new level: its tools are its own.
 */
function countTools(tree: SpanTree): readonly SpanFacts[] {
  const seen = new Set<string>();
  return tree.ordered.filter((span) => {
    if (span.kind !== 'tool' || !hasEnded(span)) return false;
    const outer = tree.nearest(span, (ancestor) =>
      ancestor.kind === 'tool' ? hasEnded(ancestor) : isModelCall(ancestor) || isContainer(ancestor) ? null : false,
    );
    if (span.toolCallId === null) return outer === undefined;
    if (seen.has(span.toolCallId)) return false;
    seen.add(span.toolCallId);
    return outer === undefined || outer.toolCallId !== null;
  });
}
