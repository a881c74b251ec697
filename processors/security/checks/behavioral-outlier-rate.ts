/** A number of the behavioural analysis, judged there; how it differs from the reference system's stands beside it. */
import { defineCheck } from '../check.ts';
import { judgeBehaviour } from '../judge-behaviour.ts';

export const behavioralOutlierRate = defineCheck({
  id: 'BEHAV_002_OUTLIER_RATE',
  category: 'BEHAVIORAL',
  title: 'Behavioral Outlier Rate',
  description: 'Few sessions act like no other.',
  fact: 'stability',
  thresholds: [],
  behavioralThreshold: 'outlier_rate_max',
  frameworks: {
    owasp_llm: ['LLM06:2025'],
    owasp_agentic: ['ASI10', 'ASI01'],
    mitre_atlas: [],
    cwe: [],
    soc2: ['CC7.2'],
  },
  recommendations: [
    'Look at the outliers: each names what makes it unusual.',
    'Mark sessions that are known and good.',
    'Turn down requests that are not what the agent is for.',
  ],
  run: (input) =>
    judgeBehaviour(input, {
      measured: ({ outlierRate }) => outlierRate,
      format: { unit: 'share', noun: 'outliers' },
      recommendation: (measured) => `Look at the sessions that act like no other: ${measured}.`,
    }),
});
