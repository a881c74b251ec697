/** The shapes of findings. What a person says of one (muted, resolved, and why) stands beside what the analysis found. */
import { z } from 'zod';

import { FINDING_STATUSES, SEVERITIES } from '../model/finding.ts';

export const severity = z.enum(SEVERITIES);

/** Open findings of a session by severity. */
export const findingCounts = z.object({ critical: z.int(), high: z.int(), medium: z.int(), low: z.int() });

/** Ids of entries, such as `LLM10:2025`, `ASI08`, `AML.T0034.002`, `CWE-770` and `CC6.1`. */
export const frameworks = z.object({
  owasp_llm: z.array(z.string()),
  owasp_agentic: z.array(z.string()),
  mitre_atlas: z.array(z.string()),
  cwe: z.array(z.string()),
  soc2: z.array(z.string()),
});

/** A place that shows the finding; what is not told there is null: a session as a whole has no span, a number no range. */
export const evidence = z.object({
  session_id: z.string(),
  trace_id: z.string().nullable(),
  span_id: z.string().nullable(),
  /** The attribute or number that is meant. */
  field: z.string().nullable(),
  /** Of the attribute's text, in UTF-16 units. */
  start: z.int().nullable(),
  end: z.int().nullable(),
  /** Masked, plain text. */
  excerpt: z.string().nullable(),
  /** SHA-256 in hex of what stands there. */
  hash: z.string().nullable(),
});

export const finding = z.object({
  /** The same for the same fact in every run. */
  id: z.string(),
  check_id: z.string(),
  title: z.string(),
  severity,
  category: z.string(),
  /** Null where it is about several sessions. */
  session_id: z.string().nullable(),
  /** The session that it is about and those that its evidence names. */
  session_ids: z.array(z.string()),
  agent_id: z.string(),
  /** Null where the agent is gone. */
  agent_name: z.string().nullable(),
  /** When it was first and last seen. */
  created_at: z.string(),
  updated_at: z.string(),
  status: z.enum(FINDING_STATUSES),
  /** In the words of whoever set the status; null while nobody did. */
  status_reason: z.string().nullable(),
  status_changed_at: z.string().nullable(),
  explanation: z.string(),
  evidence: z.array(evidence),
  recommendation: z.string(),
  frameworks,
  rule_version: z.string(),
  input_hash: z.string(),
  /** The run that saw it last. */
  analysis_id: z.string(),
});

/** The one seen last first. */
export const findingList = z.object({
  findings: z.array(finding),
  total_count: z.int(),
  next_cursor: z.string().nullable(),
});

export type Finding = z.infer<typeof finding>;
export type FindingEvidence = z.infer<typeof evidence>;
export type FindingList = z.infer<typeof findingList>;
