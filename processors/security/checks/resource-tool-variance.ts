/** How much sessions differ in tool calls. A spread alone is no fault: it says where to look, so it never is critical. */
import { defineCheck } from '../check.ts';
import { judgeVariation } from '../judge-variation.ts';

export const resourceToolVariance = defineCheck({
  id: 'RESOURCE_005_TOOL_VARIANCE',
  category: 'RESOURCE_MANAGEMENT',
  title: 'Tool Consistency Across Sessions',
  description: 'Sessions call tools about equally often.',
  fact: 'tool calls',
  thresholds: ['variation_max', 'variation_sessions_min'],
  frameworks: {
    owasp_llm: ['LLM10:2025'],
    owasp_agentic: [],
    mitre_atlas: [],
    cwe: [],
    soc2: ['A1.2'],
  },
  recommendations: [
    'Give each kind of task its quota of tool calls.',
    'Say in the system prompt when a tool is needed, and when not.',
    'Split an agent whose tasks differ this much.',
  ],
  run: (input) =>
    judgeVariation(input, {
      what: 'tool calls',
      valueOf: ({ toolUses }) => toolUses,
      recommendation: (percent) =>
        `Give each kind of task its quota of tool calls: they vary by ${percent} of their mean between sessions.`,
    }),
});
