/** A number of the behavioural analysis, judged there; how it differs from the reference system's stands beside it. */
import { defineCheck } from '../check.ts';
import { judgeBehaviour } from '../judge-behaviour.ts';

export const behavioralClusterFormation = defineCheck({
  id: 'BEHAV_003_CLUSTER_FORMATION',
  category: 'BEHAVIORAL',
  title: 'Behavior Cluster Formation',
  description: 'Sessions form at least one pattern.',
  fact: 'stability',
  thresholds: [],
  behavioralThreshold: 'cluster_sessions_min',
  frameworks: {
    owasp_llm: [],
    owasp_agentic: [],
    mitre_atlas: [],
    cwe: [],
    soc2: ['CC7.2'],
  },
  recommendations: [
    'Give the agent fewer kinds of tasks, or analyse them apart.',
    'Wait for more sessions where tasks seldom recur.',
    'Name agents apart that share one name.',
  ],
  run: (input) =>
    judgeBehaviour(input, {
      measured: ({ clusterFormation }) => clusterFormation,
      format: { unit: 'count', noun: 'clusters' },
      recommendation: () => `No pattern recurs in three sessions: analyse kinds of tasks apart.`,
    }),
});
