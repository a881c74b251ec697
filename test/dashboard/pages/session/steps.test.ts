import { describe, expect, it } from 'vitest';

import { sumSubtree } from '../../../../dashboard/src/pages/session/totals.ts';
import { buildSteps, type Step } from '../../../../dashboard/src/pages/session/transcript/steps.ts';
import { buildTree } from '../../../../dashboard/src/pages/session/tree.ts';
import { buildItem, type ItemInput } from '../../timeline-builder.ts';

function stepsOf(items: readonly ItemInput[], folded: readonly string[] = []): Step[] {
  return buildSteps(buildTree(items.map(buildItem)), new Set(folded));
}

function describeSteps(steps: readonly Step[]): string[] {
  return steps.map((step) => `${'  '.repeat(step.depth)}${step.type} ${step.node.spanId}`);
}

const RESEARCH: readonly ItemInput[] = [
  { span_id: 'lead', kind: 'agent', from: 0, to: 1000 },
  {
    span_id: 'ask',
    kind: 'llm.chat',
    parent_span_id: 'lead',
    from: 10,
    input_tokens: 100,
    output_tokens: 10,
    cost_usd: 0.5,
  },
  { span_id: 'delegate', kind: 'tool', parent_span_id: 'lead', from: 200, to: 600 },
  { span_id: 'sub', kind: 'agent', parent_span_id: 'delegate', from: 210, to: 590 },
  {
    span_id: 'think',
    kind: 'llm.chat',
    parent_span_id: 'sub',
    from: 220,
    input_tokens: 7,
    output_tokens: 3,
    cost_usd: null,
  },
  { span_id: 'search', kind: 'tool', parent_span_id: 'sub', from: 330, status: 'error' },
  { span_id: 'answer', kind: 'llm.chat', parent_span_id: 'lead', from: 700 },
];

describe('the transcript', () => {
  it('reads in order, with sub-agents as groups', () => {
    expect(describeSteps(stepsOf(RESEARCH))).toEqual([
      'model ask',
      'tool delegate',
      'group sub',
      '  model think',
      '  tool search',
      'model answer',
    ]);
  });

  it('folds a group with its totals', () => {
    const steps = stepsOf(RESEARCH, ['t-sub']);
    expect(describeSteps(steps)).toEqual(['model ask', 'tool delegate', 'group sub', 'model answer']);
    expect(steps[2]).toMatchObject({
      isOpen: false,
      totals: { modelCalls: 1, toolCalls: 1, errors: 1, tokens: 10, costUsd: null },
    });
  });

  it('numbers model calls by time, also inside of groups', () => {
    const numbers = stepsOf(RESEARCH).flatMap((step) =>
      step.type === 'model' ? [[step.node.spanId, step.number]] : [],
    );
    expect(numbers).toEqual([
      ['ask', 1],
      ['think', 2],
      ['answer', 3],
    ]);
  });

  it('shows a call that two spans describe once', () => {
    const steps = stepsOf([
      { span_id: 'outer', kind: 'llm.chat', from: 0, to: 100 },
      { span_id: 'inner', kind: 'llm.chat', parent_span_id: 'outer', from: 10, to: 90 },
      { span_id: 'search', kind: 'tool', tool_name: 'search', from: 200, to: 300 },
      { span_id: 'mcp', kind: 'mcp', tool_name: 'search', parent_span_id: 'search', from: 210, to: 290 },
      { span_id: 'other', kind: 'tool', tool_name: 'fetch', parent_span_id: 'search', from: 220, to: 280 },
    ]);
    expect(describeSteps(steps)).toEqual(['model outer', 'tool search', 'tool other']);
  });

  it('leaves structure out, unless it failed by itself', () => {
    const steps = stepsOf([
      { span_id: 'chain', kind: 'workflow', from: 0, to: 500, status: 'error' },
      { span_id: 'prompt', kind: 'other', parent_span_id: 'chain', from: 5, status: 'error' },
      { span_id: 'parse', kind: 'other', parent_span_id: 'prompt', from: 6, to: 7 },
      { span_id: 'call', kind: 'llm.chat', parent_span_id: 'chain', from: 100 },
      { span_id: 'http', kind: 'other', parent_span_id: 'call', from: 110 },
    ]);
    expect(describeSteps(steps)).toEqual(['note prompt', 'model call']);
  });

  it('makes a group of every agent that a workflow runs', () => {
    const steps = stepsOf([
      { span_id: 'flow', kind: 'workflow', from: 0, to: 500 },
      { span_id: 'a', kind: 'agent', parent_span_id: 'flow', from: 1 },
      { span_id: 'b', kind: 'agent', parent_span_id: 'flow', from: 2 },
    ]);
    expect(describeSteps(steps)).toEqual(['group a', 'group b']);
  });

  it('says turns where a session has several', () => {
    const turn = (number: number): ItemInput[] => [
      {
        span_id: `agent${number}`,
        kind: 'agent',
        trace_id: `t${number}`,
        from: number * 1000,
        to: number * 1000 + 500,
      },
      {
        span_id: `call${number}`,
        kind: 'llm.chat',
        trace_id: `t${number}`,
        parent_span_id: `agent${number}`,
        from: number * 1000 + 1,
      },
    ];
    expect(describeSteps(stepsOf([...turn(1), ...turn(2)]))).toEqual([
      'turn agent1',
      'model call1',
      'turn agent2',
      'model call2',
    ]);
  });
});

describe('the sums of a sub-tree', () => {
  it('count nested descriptions of a call once', () => {
    const { roots } = buildTree(
      [
        { span_id: 'root', kind: 'agent' as const, to: 900 },
        {
          span_id: 'outer',
          parent_span_id: 'root',
          kind: 'llm.chat' as const,
          input_tokens: 10,
          output_tokens: 5,
          cost_usd: 1,
        },
        {
          span_id: 'inner',
          parent_span_id: 'outer',
          kind: 'llm.chat' as const,
          input_tokens: 10,
          output_tokens: 5,
          cost_usd: 1,
        },
      ].map(buildItem),
    );
    expect(sumSubtree(roots[0]!)).toMatchObject({ modelCalls: 1, tokens: 15, costUsd: 1, spans: 3 });
  });
});
