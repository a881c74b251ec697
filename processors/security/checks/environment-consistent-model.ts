/** Models by names that the provider may point elsewhere tomorrow. What was asked for decides, not what answered. */
import { defineCheck, insufficientData } from '../check.ts';
import { isPinned } from '../pinned-model.ts';

export const environmentConsistentModel = defineCheck({
  id: 'ENV_001_CONSISTENT_MODEL',
  category: 'ENVIRONMENT',
  title: 'Pinned Model Usage',
  description: 'Every model is asked for by a name that pins its version.',
  fact: 'model',
  thresholds: ['pinned_models'],
  frameworks: {
    owasp_llm: ['LLM03:2025'],
    owasp_agentic: ['ASI04'],
    mitre_atlas: ['AML.T0010'],
    cwe: ['CWE-1104'],
    soc2: ['CC6.7'],
  },
  recommendations: [
    'Ask for a dated snapshot of the model.',
    'Test a new snapshot before the agent moves to it.',
    'Name models that you pin yourself in `pinned_models`.',
  ],
  run({ sessions, config }) {
    const models = [...new Set(sessions.flatMap((session) => session.models))].sort();
    if (models.length === 0) return insufficientData('no model was named');
    const unpinned = models.filter((model) => !isPinned(model, config.pinned_models));
    if (unpinned.length === 0) {
      const value = `${models.length} pinned model${models.length === 1 ? '' : 's'}`;
      return { status: 'passed', value, evidence: { models, all_pinned: true } };
    }
    return {
      status: 'critical',
      value: `${unpinned.length} unpinned model${unpinned.length === 1 ? '' : 's'}`,
      evidence: { unpinned_models: unpinned, models, all_pinned: false },
      recommendation: `Pin model versions: ${unpinned.slice(0, 5).join(', ')} may change without notice.`,
    };
  },
});
