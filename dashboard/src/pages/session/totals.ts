/** Sums of a sub-tree. A call that several spans describe (an SDK's inside of a framework's) counts once: the outermost. */
import type { SpanNode } from './tree.ts';

export interface SubtreeTotals {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
  readonly spans: number;
  readonly tokens: number;
  /** Null while the price of a call with tokens is unknown. */
  readonly costUsd: number | null;
}

export function sumSubtree(root: SpanNode): SubtreeTotals {
  let [modelCalls, toolCalls, errors, spans, tokens, cost, unpriced] = [0, 0, 0, 0, 0, 0, 0];
  const stack: { readonly node: SpanNode; readonly insideCall: boolean }[] = [{ node: root, insideCall: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, insideCall } = top;
    spans += 1;
    if (node.item?.status === 'error') errors += 1;
    const isCall = node.group === 'llm' || node.item?.kind === 'embedding';
    if (isCall && !insideCall) {
      if (node.group === 'llm') modelCalls += 1;
      const used = tokensOf(node);
      tokens += used ?? 0;
      cost += node.item?.cost_usd ?? 0;
      if (used !== null && used > 0 && node.item?.cost_usd === null) unpriced += 1;
    }
    if (node.group === 'tool') toolCalls += 1;
    for (const child of node.children) stack.push({ node: child, insideCall: insideCall || isCall });
  }
  return { modelCalls, toolCalls, errors, spans, tokens, costUsd: unpriced > 0 ? null : cost };
}

export function tokensOf({ item }: SpanNode): number | null {
  if (item === null || (item.input_tokens === null && item.output_tokens === null)) return null;
  return (item.input_tokens ?? 0) + (item.output_tokens ?? 0);
}
