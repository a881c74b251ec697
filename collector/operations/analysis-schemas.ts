/** The shapes of what runs of the analysis leave behind: the runs, their checks, and what they say of an agent's risk. */
import { z } from 'zod';

import { CHECK_CATEGORIES, CHECK_STATUSES } from '../model/analysis.ts';
import { behaviouralAnalysis } from './behaviour-schemas.ts';
import { frameworks } from './finding-schemas.ts';

export const checkStatus = z.enum(CHECK_STATUSES);
export const checkCategory = z.enum(CHECK_CATEGORIES);

/** One run of the analysis of one agent. A run that failed says why; it never says that it found nothing. */
export const analysisRun = z.object({
  id: z.string(),
  status: z.enum(['COMPLETED', 'FAILED']),
  /** What failed, or which limit was hit; null for a completed run. */
  failure: z.string().nullable(),
  created_at: z.string(),
  completed_at: z.string(),
  /** Sessions that were looked at; of those the ones new since the run before, and the ones that could not be read. */
  sessions_analyzed: z.int(),
  sessions_new: z.int(),
  sessions_failed: z.int(),
  findings_count: z.int(),
});

/** A row of the table `security_checks`, with its JSON parsed. `workflow_id` and `agent_workflow_id` are the same. */
export const check = z.object({
  check_id: z.string(),
  agent_id: z.string(),
  workflow_id: z.string().nullable(),
  agent_workflow_id: z.string().nullable(),
  analysis_session_id: z.string(),
  category_id: checkCategory,
  /** The id of the check, such as `RESOURCE_001_TOKEN_BOUNDS`. */
  check_type: z.string(),
  status: checkStatus,
  title: z.string(),
  description: z.string(),
  /** The measured fact in a few words. */
  value: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  recommendations: z.array(z.string()),
  created_at: z.string(),
  /** Checks with the same one speak of one fact. For a check that is not known any more it is its id. */
  fact: z.string(),
});

export const checkList = z.object({
  checks: z.array(check),
  total_count: z.int(),
  next_cursor: z.string().nullable(),
});

/** Of all checks of the latest completed run, whatever the filter. */
export const checkSummary = z.object({
  agent_id: z.string(),
  total_checks: z.int(),
  by_status: z.record(checkStatus, z.int()),
  by_category: z.record(checkCategory, z.int()),
  /** Whether the checks of personal data had something to go by. */
  pii_status: z.enum(['complete', 'not_available']),
  /** The run that the checks are of; null before the first has completed. */
  analysis: analysisRun.nullable(),
  /** The newest run, one that failed included. */
  latest_analysis: analysisRun.nullable(),
});

export const agentChecks = z.object({ agent_id: z.string(), checks: z.array(check), summary: checkSummary });

/** The agent's newest runs, the newest first, each with what its checks said; a failed run has none. */
export const analysisList = z.object({
  agent_id: z.string(),
  analyses: z.array(
    analysisRun.extend({
      checks: z.array(z.object({ check_type: z.string(), status: checkStatus, value: z.string() })),
    }),
  ),
});

export const checkDefinition = z.object({
  check_type: z.string(),
  category_id: checkCategory,
  title: z.string(),
  description: z.string(),
  fact: z.string(),
  /** Whether a processor of the sessions pipeline runs it. */
  enabled: z.boolean(),
  /** Configuration keys with their values in force; the defaults where it is not enabled. */
  thresholds: z.record(z.string(), z.unknown()),
  frameworks,
  /** What entries are called whose lists have names. */
  framework_names: z.record(z.string(), z.string()),
  recommendations: z.array(z.string()),
});

export const checkDefinitions = z.object({
  checks: z.array(checkDefinition),
  categories: z.array(
    z.object({ category_id: checkCategory, name: z.string(), description: z.string(), order: z.int() }),
  ),
});

/** What sessions of an agent are like: over its latest 500. */
export const agentPatterns = z.object({
  sessions: z.int(),
  avg_session_duration_ms: z.number(),
  max_session_duration_ms: z.number(),
  avg_messages_per_session: z.number(),
  max_messages_per_session: z.int(),
  /** Percentage of sessions that used a tool. */
  tool_usage_rate: z.number(),
  avg_tools_per_session: z.number(),
  sessions_with_errors: z.int(),
  /** The session with the most model calls; null where none has any. */
  most_productive_session: z.string().nullable(),
});

export const riskStatus = z.enum(['ok', 'warning', 'critical', 'unknown']);

/** What the latest completed run says of the agent. */
export const riskAnalysis = z.object({
  evaluation_id: z.string().nullable(),
  /** `PENDING` before the first run has completed; `PARTIAL` where no processor makes checks, or sessions could not be read. */
  evaluation_status: z.enum(['COMPLETE', 'PARTIAL', 'PENDING', 'INSUFFICIENT_DATA']),
  agent_id: z.string(),
  timestamp: z.string().nullable(),
  sessions_analyzed: z.int(),
  security_report: z
    .object({
      report_id: z.string(),
      overall_status: riskStatus,
      total_checks: z.int(),
      critical_issues: z.int(),
      warnings: z.int(),
      passed_checks: z.int(),
      /** Critical checks and warnings whose finding is muted; they do not count towards the overall status. */
      muted_checks: z.int(),
      categories: z.array(
        z.object({
          category_id: checkCategory,
          total_checks: z.int(),
          critical_issues: z.int(),
          warnings: z.int(),
          passed_checks: z.int(),
        }),
      ),
    })
    .nullable(),
  behavioral_analysis: behaviouralAnalysis.nullable(),
  summary: z.object({
    critical_issues: z.int(),
    warnings: z.int(),
    stability_score: z.number().nullable(),
    predictability_score: z.number().nullable(),
    total_sessions: z.int(),
    completed_sessions: z.int(),
    active_sessions: z.int(),
    behavioral_status: z.enum(['complete', 'not_available']),
    pii_status: z.enum(['complete', 'not_available']),
  }),
});

export type AnalysisRun = z.infer<typeof analysisRun>;
export type AnalysisList = z.infer<typeof analysisList>;
export type Check = z.infer<typeof check>;
export type CheckList = z.infer<typeof checkList>;
export type CheckSummary = z.infer<typeof checkSummary>;
export type AgentChecks = z.infer<typeof agentChecks>;
export type CheckDefinition = z.infer<typeof checkDefinition>;
export type CheckDefinitions = z.infer<typeof checkDefinitions>;
export type AgentPatterns = z.infer<typeof agentPatterns>;
export type RiskStatus = z.infer<typeof riskStatus>;
export type RiskAnalysis = z.infer<typeof riskAnalysis>;
