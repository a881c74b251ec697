/** How much sessions differ in duration. A spread alone is no fault: it says where to look, so it never is critical. */
import { defineCheck } from '../check.ts';
import { judgeVariation } from '../judge-variation.ts';

export const resourceDurationVariance = defineCheck({
  id: 'RESOURCE_006_DURATION_VARIANCE',
  category: 'RESOURCE_MANAGEMENT',
  title: 'Session Duration Consistency',
  description: 'Sessions take similar times.',
  fact: 'duration',
  thresholds: ['variation_max', 'variation_sessions_min'],
  frameworks: {
    owasp_llm: ['LLM10:2025'],
    owasp_agentic: [],
    mitre_atlas: [],
    cwe: [],
    soc2: ['A1.2'],
  },
  recommendations: [
    'Limit how long a session may take.',
    'Set timeouts for tools, with a result that says so.',
    'Where people answer in between, end a session when it waits.',
  ],
  run: (input) =>
    judgeVariation(input, {
      what: 'a duration',
      valueOf: ({ durationMs }) => durationMs,
      recommendation: (percent) => `Limit how long a session may take: durations vary by ${percent} of their mean.`,
    }),
});
