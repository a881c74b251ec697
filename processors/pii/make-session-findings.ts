/**
 * What a session's texts hold that nobody should have let in, as findings: one for its secrets, one for personal data of
 * which one is enough. Each points at the places, masked.
 */
import { hash } from 'node:crypto';

import type { Evidence, Frameworks, NewFinding } from '../../collector/model/finding.ts';
import type { FoundPlace, KeptPii } from './pii-bytes.ts';
import type { Weight } from './text-scanner.ts';

/** Rises when sessions are judged otherwise than before. */
const RULES_VERSION = '1';

interface SessionRule {
  readonly checkId: string;
  readonly weight: Weight;
  readonly title: string;
  readonly expected: string;
  readonly recommendation: string;
  readonly frameworks: Frameworks;
}

const RULES: readonly SessionRule[] = [
  {
    checkId: 'SEC_SECRET_IN_PROMPT',
    weight: 'secret',
    title: 'Secrets in what the agent reads and writes',
    expected: 'No keys, tokens or passwords are in what the model and its tools are told.',
    recommendation: 'Replace these secrets, and give tools theirs from a vault instead of through the model.',
    frameworks: {
      owasp_llm: ['LLM02:2025'],
      owasp_agentic: ['ASI03'],
      mitre_atlas: ['AML.T0055', 'AML.T0083'],
      cwe: ['CWE-522'],
      soc2: ['CC6.1'],
    },
  },
  {
    checkId: 'PII_SENSITIVE_IN_SESSION',
    weight: 'sensitive',
    title: 'Sensitive personal data in a session',
    expected: 'No cards, bank accounts or numbers of identity are in what the model and its tools are told.',
    recommendation: 'Redact such numbers before they are sent to the model, or give a reference in their place.',
    frameworks: {
      owasp_llm: ['LLM02:2025'],
      owasp_agentic: ['ASI03'],
      mitre_atlas: ['AML.T0057'],
      cwe: ['CWE-359'],
      soc2: ['PI1.1'],
    },
  },
];

/** @returns for one session what is found, and the ids of what was looked for and is not there. */
export function makeSessionFindings(
  agentId: string,
  session: KeptPii,
): { readonly findings: readonly NewFinding[]; readonly clearedIds: readonly string[] } {
  const findings = RULES.flatMap((rule) => makeFinding(agentId, rule, session) ?? []);
  const found = new Set(findings.map(({ checkId }) => checkId));
  const clearedIds = RULES.filter(({ checkId }) => !found.has(checkId)).map(({ checkId }) =>
    nameFinding(agentId, checkId, session.sessionId),
  );
  return { findings, clearedIds };
}

function nameFinding(agentId: string, checkId: string, sessionId: string): string {
  return hash('sha256', JSON.stringify([agentId, checkId, sessionId]), 'hex').slice(0, 32);
}

function makeFinding(agentId: string, rule: SessionRule, session: KeptPii): NewFinding | null {
  const { sessionId, digest } = session;
  const [first, ...others] = session.places
    .filter(({ weight }) => weight === rule.weight)
    .map((place) => toEvidence(sessionId, place));
  if (first === undefined) return null;
  const { checkId, title, recommendation, frameworks } = rule;
  return {
    id: nameFinding(agentId, checkId, sessionId),
    checkId,
    title,
    severity: 'high',
    category: 'PRIVACY_COMPLIANCE',
    agentId,
    sessionId,
    explanation: `Expected: ${rule.expected} Measured: ${describeCounts(rule, session)}.`,
    evidence: [first, ...others],
    recommendation,
    frameworks,
    ruleVersion: RULES_VERSION,
    inputHash: digest,
  };
}

function toEvidence(
  sessionId: string,
  { trace_id, span_id, field, start, end, excerpt, type, hash: keyed }: FoundPlace,
): Evidence {
  return {
    sessionId,
    traceId: trace_id,
    spanId: span_id,
    field,
    start,
    end,
    excerpt: `${type} ${excerpt}`,
    hash: keyed,
  };
}

/** `2 CREDIT_CARD in user_message, 1 US_SSN in tool_result`. */
function describeCounts({ weight }: SessionRule, { counts }: KeptPii): string {
  const sums = new Map<string, number>();
  for (const one of counts) {
    if (one.weight !== weight) continue;
    const key = `${one.type} in ${one.place}`;
    sums.set(key, (sums.get(key) ?? 0) + one.count);
  }
  return [...sums].map(([what, count]) => `${count} ${what}`).join(', ');
}
