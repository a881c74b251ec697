/** A number of the behavioural analysis, judged there; how it differs from the reference system's stands beside it. */
import { defineCheck } from '../check.ts';
import { judgeBehaviour } from '../judge-behaviour.ts';

export const behavioralStabilityScore = defineCheck({
  id: 'BEHAV_001_STABILITY_SCORE',
  category: 'BEHAVIORAL',
  title: 'Behavioral Stability Score',
  description: 'Sessions follow patterns that last.',
  fact: 'stability',
  thresholds: [],
  behavioralThreshold: 'stability_min',
  frameworks: {
    owasp_llm: ['LLM06:2025'],
    owasp_agentic: ['ASI10'],
    mitre_atlas: [],
    cwe: [],
    soc2: ['CC7.2'],
  },
  recommendations: [
    'Sharpen the system prompt where sessions of one task differ.',
    'Look at the sessions outside of all patterns first.',
    'Compare the versions before and after the behaviour changed.',
  ],
  run: (input) =>
    judgeBehaviour(input, {
      measured: ({ stability }) => stability,
      format: { unit: 'share', noun: 'score' },
      recommendation: (measured) => `Find out why sessions follow no lasting pattern: ${measured}.`,
    }),
});
