/** A number of the behavioural analysis, judged there; how it differs from the reference system's stands beside it. */
import { defineCheck } from '../check.ts';
import { judgeBehaviour } from '../judge-behaviour.ts';

export const behavioralUncertainty = defineCheck({
  id: 'BEHAV_005_UNCERTAINTY_THRESHOLD',
  category: 'BEHAVIORAL',
  title: 'Behavioral Uncertainty Level',
  description: 'There are enough sessions to tell how stable the agent is.',
  fact: 'stability',
  thresholds: [],
  behavioralThreshold: 'uncertainty_max',
  frameworks: {
    owasp_llm: [],
    owasp_agentic: [],
    mitre_atlas: [],
    cwe: [],
    soc2: ['CC7.2'],
  },
  recommendations: [
    'Wait for more sessions before acting on stability.',
    'Analyse kinds of tasks apart.',
    'Keep the same version for a while.',
  ],
  run: (input) =>
    judgeBehaviour(input, {
      measured: ({ uncertainty }) => uncertainty,
      format: { unit: 'share', noun: 'uncertainty' },
      recommendation: (measured) => `Wait for more sessions: ${measured}.`,
    }),
});
