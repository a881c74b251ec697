/** What analyses say, for tests of pages: rows of the real checks over made-up sessions, and the rest empty unless a test fills it. */
import type {
  AgentChecks,
  AnalysisList,
  AnalysisRun,
  BehaviouralAnalysis,
  BehaviourCluster,
  Check,
  CheckDefinitions,
  Finding,
  Divergence,
  Outlier,
  SessionSteps,
} from '../../collector/operations/contract.ts';
import type { EarlierResults } from '../../processors/earlier-results.ts';
import { analyzeSecurity } from '../../processors/security/analyze-security.ts';
import { checks as allChecks } from '../../processors/security/checks/index.ts';
import { securityConfig } from '../../processors/security/config.ts';
import type { SessionNumbers } from '../../processors/session-numbers.ts';

const AT = '2026-03-13T14:27:10.000Z';

export function buildRun(fields: Partial<AnalysisRun> = {}): AnalysisRun {
  return {
    id: 'analysis_1',
    status: 'COMPLETED',
    failure: null,
    created_at: AT,
    completed_at: AT,
    sessions_analyzed: 188,
    sessions_new: 3,
    sessions_failed: 0,
    findings_count: 0,
    ...fields,
  };
}

export function buildNumbers(fields: Partial<SessionNumbers> = {}): SessionNumbers {
  return {
    sessionId: 's1',
    totalTokens: 1000,
    cacheReadTokens: 0,
    toolUses: 3,
    durationMs: 60_000,
    models: ['gpt-4.1-2025-04-14'],
    availableTools: ['grep', 'read'],
    usedTools: ['grep', 'read'],
    largestCalls: [],
    ...fields,
  };
}

export function buildChecks(sessions: readonly SessionNumbers[], earlier?: EarlierResults): Check[] {
  const rows = analyzeSecurity({
    sessions,
    earlier: earlier ?? { behavioral: null, pii: null },
    config: securityConfig.parse({}),
  });
  return rows.map((row, index) => ({
    ...row,
    check_id: `analysis_1_${index}`,
    agent_id: 'repo-fixer',
    workflow_id: null,
    agent_workflow_id: null,
    analysis_session_id: 'analysis_1',
    created_at: AT,
    fact: allChecks.find(({ id }) => id === row.check_type)?.fact ?? row.check_type,
    evidence: { ...row.evidence },
    recommendations: [...row.recommendations],
  }));
}

export function buildAgentChecks(checks: Check[], fields: Partial<AgentChecks['summary']> = {}): AgentChecks {
  const count = (wanted: Check['status']) => checks.filter(({ status }) => status === wanted).length;
  const of = (wanted: Check['category_id']) => checks.filter(({ category_id }) => category_id === wanted).length;
  return {
    agent_id: 'repo-fixer',
    checks,
    summary: {
      agent_id: 'repo-fixer',
      total_checks: checks.length,
      by_status: {
        passed: count('passed'),
        warning: count('warning'),
        critical: count('critical'),
        insufficient_data: count('insufficient_data'),
        not_applicable: count('not_applicable'),
        error: count('error'),
      },
      by_category: {
        RESOURCE_MANAGEMENT: of('RESOURCE_MANAGEMENT'),
        ENVIRONMENT: of('ENVIRONMENT'),
        BEHAVIORAL: of('BEHAVIORAL'),
        PRIVACY_COMPLIANCE: of('PRIVACY_COMPLIANCE'),
      },
      pii_status: 'not_available',
      analysis: checks.length === 0 ? null : buildRun(),
      latest_analysis: checks.length === 0 ? null : buildRun(),
      ...fields,
    },
  };
}

/** @param statuses of each run from the newest on, by check */
export function buildRuns(statuses: readonly Readonly<Record<string, Check['status']>>[]): AnalysisList['analyses'] {
  return statuses.map((run, index) => ({
    ...buildRun({ id: `analysis_${statuses.length - index}` }),
    checks: Object.entries(run).map(([check_type, status]) => ({ check_type, status, value: '' })),
  }));
}

export function buildDefinitions({ enabled = true }: { readonly enabled?: boolean } = {}): CheckDefinitions {
  const config: Readonly<Record<string, unknown>> = securityConfig.parse({});
  return {
    checks: allChecks.map(({ id, category, title, description, fact, thresholds, frameworks, recommendations }) => ({
      check_type: id,
      category_id: category,
      title,
      description,
      fact,
      enabled,
      thresholds: Object.fromEntries(thresholds.map((key) => [key, config[key]])),
      frameworks: copyFrameworks(frameworks),
      framework_names: {},
      recommendations: [...recommendations],
    })),
    categories: [
      { category_id: 'RESOURCE_MANAGEMENT', name: 'Resource Management', description: '', order: 1 },
      { category_id: 'ENVIRONMENT', name: 'Environment & Supply Chain', description: '', order: 2 },
      { category_id: 'BEHAVIORAL', name: 'Behavioral Stability', description: '', order: 3 },
      { category_id: 'PRIVACY_COMPLIANCE', name: 'Privacy & PII Compliance', description: '', order: 4 },
    ],
  };
}

function copyFrameworks(frameworks: (typeof allChecks)[number]['frameworks']): Finding['frameworks'] {
  return {
    owasp_llm: [...frameworks.owasp_llm],
    owasp_agentic: [...frameworks.owasp_agentic],
    mitre_atlas: [...frameworks.mitre_atlas],
    cwe: [...frameworks.cwe],
    soc2: [...frameworks.soc2],
  };
}

export function buildCluster(fields: Partial<BehaviourCluster> = {}): BehaviourCluster {
  return {
    cluster_id: 'cluster_1',
    size: 153,
    percentage: 81.4,
    confidence: 'normal',
    is_rare: false,
    session_ids: [],
    first_seen: AT,
    parent_ids: [],
    medoid_session_id: null,
    characteristics: {
      typical_duration_sec: 140,
      duration_range: [10, 900],
      typical_tool_calls: 38,
      tool_calls_range: [3, 90],
      typical_tokens: 53_300,
      tokens_range: [1000, 90_000],
      common_tools: ['read', 'edit'],
      typical_steps: ['read', 'edit', 'run_tests'],
      common_tool_sequence: 'read → edit',
      common_models: ['gpt-4.1'],
    },
    insights: 'What this agent mostly does: 81 % of the sessions.',
    ...fields,
  };
}

export function buildOutlier(fields: Partial<Outlier> = {}): Outlier {
  return {
    session_id: 's9',
    anomaly_score: 3.2,
    severity: 'high',
    cluster_id: null,
    nearest_cluster_id: 'cluster_1',
    distance_to_nearest_centroid: 0.93,
    primary_causes: ['uses curl, which no other session did'],
    recommendations: ['Look at the calls of the new tool: who asked for them, and with which arguments.'],
    tool_analysis: { unique_tools: ['curl'], missing_common_tools: [] },
    resource_analysis: { token_usage: 'usual' },
    temporal_analysis: { duration: 'usual' },
    causes: [
      { kind: 'new_tool', text: 'uses curl, which no other session did', value: 'curl', baseline: 187, step: 4 },
    ],
    score: {
      level: 'very_unusual',
      probability: 0.005,
      length_probability: 0.4,
      compared_with: 187,
      surprisal_bits: 14,
      uncovered: 0.4,
      tool_calls: 9,
    },
    ...fields,
  };
}

export function buildBehaviour(fields: Partial<BehaviouralAnalysis> = {}): BehaviouralAnalysis {
  return {
    analysis_id: 'analysis_1',
    created_at: AT,
    total_sessions: 188,
    num_clusters: 1,
    num_outliers: 1,
    stability_score: 0.94,
    predictability_score: 0.88,
    cluster_diversity: 0.33,
    confidence: 'high',
    interpretation: '94 % of 188 sessions follow one pattern, and one is like no other.',
    clusters: [buildCluster()],
    outliers: [buildOutlier()],
    centroid_distances: [],
    details: { scores: { uncertainty: 0.03 } },
    ...fields,
  };
}

export function buildDivergence(fields: Partial<Divergence> = {}): Divergence {
  return {
    step: 1,
    actual: 'send_email/R',
    expected: [
      { step: 'read_mail/U', share: 0.8 },
      { step: null, share: 0.2 },
    ],
    probability: 0.0002,
    disagreement: 0.9,
    neighbour_session_id: 's2',
    similarity: 0.71,
    is_cut: false,
    trace_id: null,
    span_id: null,
    ...fields,
  };
}

export function buildSteps(
  names: readonly string[],
  fields: Partial<SessionSteps['steps'][number]> = {},
): SessionSteps {
  const step = { provenance: 'U', failed: false, duration_ms: 3, turn: 1, trace_id: null, span_id: null, ...fields };
  return { session_id: 's1', version: null, steps: names.map((name) => ({ name, ...step })), steps_left_out: 0 };
}

export function buildFinding(fields: Partial<Finding> = {}): Finding {
  return {
    id: '0123456789abcdef0123456789abcdef',
    check_id: 'RESOURCE_001_TOKEN_BOUNDS',
    title: 'Token Budget Usage',
    severity: 'critical',
    category: 'RESOURCE_MANAGEMENT',
    session_id: null,
    session_ids: ['s1'],
    agent_id: 'repo-fixer',
    agent_name: 'repo-fixer',
    created_at: AT,
    updated_at: AT,
    status: 'open',
    status_reason: null,
    status_changed_at: null,
    explanation: 'Three sessions took more than 50,000 tokens; the largest took 3,204,118.',
    evidence: [
      {
        session_id: 's1',
        trace_id: 'ab'.repeat(16),
        span_id: 'cd'.repeat(8),
        field: 'total_tokens',
        start: null,
        end: null,
        excerpt: null,
        hash: null,
      },
    ],
    recommendation: 'Enforce a limit of 50,000 tokens a session: the largest took 3,204,118.',
    frameworks: {
      owasp_llm: ['LLM10:2025'],
      owasp_agentic: ['ASI08'],
      mitre_atlas: ['AML.T0034.002'],
      cwe: ['CWE-770'],
      soc2: ['CC6.1'],
    },
    rule_version: '1',
    input_hash: 'ef'.repeat(32),
    analysis_id: 'analysis_1',
    ...fields,
  };
}
