/** How much sessions differ in tokens. A spread alone is no fault: it says where to look, so it never is critical. */
import { defineCheck } from '../check.ts';
import { judgeVariation } from '../judge-variation.ts';

export const resourceTokenVariance = defineCheck({
  id: 'RESOURCE_004_TOKEN_VARIANCE',
  category: 'RESOURCE_MANAGEMENT',
  title: 'Token Consistency Across Sessions',
  description: 'Sessions take similar numbers of tokens.',
  fact: 'tokens',
  thresholds: ['variation_max', 'variation_sessions_min'],
  frameworks: {
    owasp_llm: ['LLM10:2025'],
    owasp_agentic: [],
    mitre_atlas: [],
    cwe: [],
    soc2: ['A1.2'],
  },
  recommendations: [
    'Give each kind of task its token quota.',
    'Split an agent whose tasks differ this much.',
    'Alert on sessions far above the median.',
  ],
  run: (input) =>
    judgeVariation(input, {
      what: 'tokens',
      valueOf: ({ totalTokens }) => totalTokens,
      recommendation: (percent) =>
        `Give each kind of task its token quota: tokens vary by ${percent} of their mean between sessions.`,
    }),
});
