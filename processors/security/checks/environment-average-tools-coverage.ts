/** How many of the tools it is offered a session uses. Large catalogues are common, so a low share is a hint, never critical. */
import { defineCheck, insufficientData, notApplicable } from '../check.ts';

export const environmentAverageToolsCoverage = defineCheck({
  id: 'ENV_002_AVG_TOOLS_COVERAGE',
  category: 'ENVIRONMENT',
  title: 'Average Tool Coverage',
  description: 'Sessions use most of the tools they are offered.',
  fact: 'offered tools',
  thresholds: ['tools_coverage_min'],
  frameworks: {
    owasp_llm: ['LLM06:2025'],
    owasp_agentic: ['ASI02'],
    mitre_atlas: ['AML.T0053'],
    cwe: [],
    soc2: ['CC7.1'],
  },
  recommendations: [
    'Offer a session the tools of its task only.',
    'Write test scenarios that call each tool.',
    'Remove tools that no task needs.',
  ],
  run({ sessions, config }) {
    if (sessions.length === 0) return insufficientData('no completed sessions');
    const shares = sessions.flatMap(({ availableTools, usedTools }) => {
      const offered = new Set(availableTools);
      return offered.size === 0 ? [] : [new Set(usedTools).intersection(offered).size / offered.size];
    });
    if (shares.length === 0) return notApplicable('no session names the tools it is offered');
    // In order of size: the sum must not depend on the order of the sessions.
    const coverage = shares.sort((a, b) => a - b).reduce((sum, share) => sum + share, 0) / shares.length;
    const value = `${Math.round(coverage * 100)}% coverage`;
    const evidence = {
      avg_coverage: Math.round(coverage * 1000) / 1000,
      sessions_analyzed: shares.length,
      threshold: config.tools_coverage_min,
    };
    // Sums of thirds and tenths miss the threshold by the last bit.
    if (coverage >= config.tools_coverage_min - 1e-9) return { status: 'passed', value, evidence };
    return {
      status: 'warning',
      value,
      evidence,
      recommendation: `Offer fewer tools, or test them all: a session uses ${value.replace(' coverage', '')} of what it is offered.`,
    };
  },
});
