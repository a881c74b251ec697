/** Personal data in what the agent read and wrote. Places and types are named, values never. */
import { defineCheck, insufficientData, notApplicable } from '../check.ts';
import { namePlaces } from '../name-places.ts';

export const privacyDetection = defineCheck({
  id: 'PII_001_DETECTION',
  category: 'PRIVACY_COMPLIANCE',
  title: 'PII Detection',
  description: 'Sessions carry no personal data.',
  fact: 'personal data',
  thresholds: ['medium_findings_max', 'evidence_sessions_max'],
  frameworks: {
    owasp_llm: ['LLM02:2025'],
    owasp_agentic: ['ASI03'],
    mitre_atlas: ['AML.T0057'],
    cwe: ['CWE-359'],
    soc2: ['PI1.1'],
  },
  recommendations: [
    'Redact personal data before it is sent to the model.',
    'Review how long sessions are kept, and who may read them.',
    'Give tools answers without the fields that the task does not need.',
  ],
  run({ earlier: { pii }, config }) {
    if (pii === null) return notApplicable('personal data was not looked for');
    if (pii.sessions === 0) return insufficientData('no completed session told any text');
    const { high, medium, low, sensitiveTypes } = pii;
    const total = high + medium + low;
    const evidence = {
      total_findings: total,
      high_confidence: high,
      medium_confidence: medium,
      low_confidence: low,
      sensitive_types_found: [...sensitiveTypes].sort(),
      findings_by_type: pii.countsByType,
      ...namePlaces(pii, config),
    };
    if (total === 0) return { status: 'passed', value: 'No PII detected', evidence };
    if (high === 0 && medium <= config.medium_findings_max) {
      return { status: 'passed', value: `${total} low-confidence finding${total === 1 ? '' : 's'}`, evidence };
    }
    const isSensitive = sensitiveTypes.length > 0;
    return {
      status: isSensitive ? 'critical' : 'warning',
      value: `${total} finding${total === 1 ? '' : 's'} (${high} high-confidence)`,
      evidence,
      recommendation: isSensitive
        ? `Redact before sending: ${[...sensitiveTypes].sort().join(', ')} reached the model or a tool.`
        : `Consider redacting: ${total} findings of personal data in ${pii.sessionsWithPii} sessions.`,
    };
  },
});
