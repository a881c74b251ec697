/** One agent: its numbers, models, tools, latest sessions, and what the latest analysis says of it. */
import { z } from 'zod';

import type { AgentRecord, SessionRecord } from '../model/session.ts';
import { msToIso } from '../model/unix-nano.ts';
import { sketchQuantileMs } from '../sessions/sketch.ts';
import { readLatestChecks } from './list-agent-checks.ts';
import { countsByCount } from './names-by-count.ts';
import { defineOperation } from './operation.ts';
import { idParam, LIST_LIMIT_MAX } from './parse-params.ts';
import { readRisk } from './read-risks.ts';
import { requireAgent } from './require-agent.ts';
import { agentDetail, type AgentDetail } from './schemas.ts';
import { toAgent } from './to-agent.ts';
import { toBehaviour } from './to-behaviour.ts';
import { sessionDurationMs, toPatterns } from './to-patterns.ts';
import { toRiskAnalysis } from './to-risk-analysis.ts';
import { toSession } from './to-session.ts';

const LATEST_SESSIONS = 20;

export const getAgent = defineOperation({
  name: 'get_agent',
  method: 'GET',
  path: '/api/agent/{id}',
  about:
    'One agent with its numbers, models, tools, latest sessions and latest analysis. Patterns and the average duration are ' +
    'over its latest 500 sessions.',
  params: z.object({ id: idParam }),
  response: agentDetail,
  async run({ id }, { store, clock, counters }) {
    const record = await requireAgent(store, id);
    const [{ sessions }, risk, checks, stored] = await Promise.all([
      store.listSessions({
        agentId: { any: [id], none: [] },
        sort: 'last_activity',
        limit: LIST_LIMIT_MAX,
        offset: 0,
      }),
      readRisk(store, id),
      readLatestChecks(store, id),
      store.readBehaviour(id),
    ]);
    const behaviour = toBehaviour(stored, counters);
    return {
      agent: toAgent(record, risk),
      patterns: toPatterns(sessions),
      analytics: analyze(record, sessions),
      risk_analysis: toRiskAnalysis({ agent: record, risk, checks, behaviour }),
      latest_sessions: sessions.slice(0, LATEST_SESSIONS).map(toSession),
      last_updated: msToIso(clock.nowMs()),
    };
  },
});

function analyze({ totals, totalSessions }: AgentRecord, sessions: readonly SessionRecord[]): AgentDetail['analytics'] {
  const lasted = sessions.reduce((sum, session) => sum + sessionDurationMs(session), 0);
  return {
    models: countsByCount(totals.models).map(([model, calls]) => ({ model, calls })),
    tools: countsByCount(totals.toolsUsed).map(([tool, calls]) => ({
      tool,
      calls,
      errors: totals.toolFailures.get(tool) ?? 0,
    })),
    avg_messages_per_session: totalSessions === 0 ? 0 : totals.calls / totalSessions,
    avg_duration_ms: sessions.length === 0 ? 0 : lasted / sessions.length,
    latency_p50_ms: sketchQuantileMs(totals.responseTimes, 0.5),
    latency_p95_ms: sketchQuantileMs(totals.responseTimes, 0.95),
    latency_p99_ms: sketchQuantileMs(totals.responseTimes, 0.99),
  };
}
