/**
 * Table of contents: every question that can be asked, and every change. One line here makes a REST path and its entry in
 * the OpenAPI document.
 */
import { compareSessions } from './compare-sessions.ts';
import { compareVersions } from './compare-versions.ts';
import { getAgent } from './get-agent.ts';
import { getCoverage } from './get-coverage.ts';
import { getDashboard } from './get-dashboard.ts';
import { getFinding } from './get-finding.ts';
import { getHealth } from './get-health.ts';
import { getOverview } from './get-overview.ts';
import { getPipeline } from './get-pipeline.ts';
import { getSession } from './get-session.ts';
import { getSessionOutlier } from './get-session-outlier.ts';
import { getSpan } from './get-span.ts';
import { listAgentChecks } from './list-agent-checks.ts';
import { listAgentVersions } from './list-agent-versions.ts';
import { listAgents } from './list-agents.ts';
import { listAnalyses } from './list-analyses.ts';
import { listCheckDefinitions } from './list-check-definitions.ts';
import { listFindings } from './list-findings.ts';
import { listSecurityChecks } from './list-security-checks.ts';
import { listSessions } from './list-sessions.ts';
import { search } from './search.ts';
import { updateFinding } from './update-finding.ts';
import type { Operation } from './operation.ts';

export const OPERATIONS: readonly Operation[] = [
  getHealth,
  getDashboard,
  listAgents,
  getAgent,
  listAgentChecks,
  listAnalyses,
  listAgentVersions,
  compareVersions,
  listSessions,
  getSession,
  getSpan,
  getSessionOutlier,
  compareSessions,
  listSecurityChecks,
  listCheckDefinitions,
  listFindings,
  getFinding,
  updateFinding,
  search,
  getOverview,
  getPipeline,
  getCoverage,
];
