/**
 * A finding: what is wrong, how bad it is, and where it is to be seen. One without evidence cannot be made. A finding keeps
 * its id when a later run sees it again, so that what a person said of it (muted, resolved) stays with it.
 */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FINDING_STATUSES = ['open', 'muted', 'resolved'] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

/** A place that shows it. What is not told there is null: a session as a whole has no span, a number no range. */
export interface Evidence {
  readonly sessionId: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  /** The attribute or number that is meant. */
  readonly field: string | null;
  /** Of the attribute's text, in UTF-16 units. */
  readonly start: number | null;
  readonly end: number | null;
  /** Masked: never a whole secret or a person's data. */
  readonly excerpt: string | null;
  /** SHA-256 in hex of what stands there, so that two places with the same text are known as such. */
  readonly hash: string | null;
}

export interface Frameworks {
  /** OWASP Top 10 for LLM applications, 2025. */
  readonly owasp_llm: readonly string[];
  /** OWASP Top 10 for agentic applications, 2026. */
  readonly owasp_agentic: readonly string[];
  readonly mitre_atlas: readonly string[];
  readonly cwe: readonly string[];
  readonly soc2: readonly string[];
}

/** What an analysis found; the store adds what people say of it. */
export interface NewFinding {
  /** The same for the same fact in every run: 32 hex digits of a hash of the check, the agent and, if it is about one, the session. */
  readonly id: string;
  readonly checkId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category: string;
  readonly agentId: string;
  /** Null where it is about several sessions, which the evidence names. */
  readonly sessionId: string | null;
  readonly explanation: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly recommendation: string;
  readonly frameworks: Frameworks;
  readonly ruleVersion: string;
  /** SHA-256 in hex of what the rule was given. */
  readonly inputHash: string;
}

export interface Finding extends NewFinding {
  /** When it was first and last seen. */
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** The run that saw it last. */
  readonly analysisId: string;
  readonly status: FindingStatus;
  /** Why it has its status, in the words of whoever set it; null while nobody did. */
  readonly statusReason: string | null;
  readonly statusChangedAtMs: number | null;
}
