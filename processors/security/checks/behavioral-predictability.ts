/** A number of the behavioural analysis, judged there; how it differs from the reference system's stands beside it. */
import { defineCheck } from '../check.ts';
import { judgeBehaviour } from '../judge-behaviour.ts';

export const behavioralPredictability = defineCheck({
  id: 'BEHAV_004_PREDICTABILITY',
  category: 'BEHAVIORAL',
  title: 'Behavioral Predictability',
  description: 'The next step of a session can be foreseen.',
  fact: 'stability',
  thresholds: [],
  behavioralThreshold: 'predictability_min',
  frameworks: {
    owasp_llm: [],
    owasp_agentic: [],
    mitre_atlas: [],
    cwe: [],
    soc2: ['CC7.2'],
  },
  recommendations: [
    'Describe the order of steps in the system prompt.',
    'Lower the temperature where the task is always the same.',
    'Replace free choices of tools by a fixed first step.',
  ],
  run: (input) =>
    judgeBehaviour(input, {
      measured: ({ predictability }) => predictability,
      format: { unit: 'share', noun: 'score' },
      recommendation: (measured) => `Make steps more regular: ${measured}.`,
    }),
});
