/** Personal data in instructions, which every session carries and anybody who makes the agent talk can learn. */
import { defineCheck, insufficientData, notApplicable } from '../check.ts';

export const privacySystemPrompt = defineCheck({
  id: 'PII_002_SYSTEM_PROMPT',
  category: 'PRIVACY_COMPLIANCE',
  title: 'PII in System Prompts',
  description: 'System prompts carry no personal data.',
  fact: 'personal data',
  thresholds: [],
  frameworks: {
    owasp_llm: ['LLM02:2025', 'LLM07:2025'],
    owasp_agentic: [],
    mitre_atlas: ['AML.T0056'],
    cwe: ['CWE-359'],
    soc2: ['CC6.5'],
  },
  recommendations: [
    'Put placeholders where the prompt names people.',
    'Keep what belongs to one user out of the instructions.',
    'Give contact details of the company through a tool.',
  ],
  run({ earlier: { pii } }) {
    if (pii === null) return notApplicable('personal data was not looked for');
    if (pii.sessions === 0) return insufficientData('no completed session told any text');
    const { count, types } = pii.inSystemPrompt;
    const value = `${count} finding${count === 1 ? '' : 's'}`;
    const evidence = { system_prompt_findings: count, entity_types: [...types].sort() };
    if (count === 0) return { status: 'passed', value, evidence };
    return {
      status: 'warning',
      value,
      evidence,
      recommendation: `Take personal data out of the system prompt: ${[...types].sort().join(', ')}.`,
    };
  },
});
