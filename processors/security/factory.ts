/** The sixteen checks as a processor of the sessions pipeline: a session's numbers, then the checks over an agent's sessions. */
import { defineProcessor, type AgentOutcome, type AgentRun } from '../processor.ts';
import { analyzeSecurity } from './analyze-security.ts';
import { checks as allChecks } from './checks/index.ts';
import { securityConfig, type SecurityConfig } from './config.ts';
import { hashInput, makeFinding, nameFinding } from './make-finding.ts';
import { decodeSession, encodeSession, SESSION_BYTES_VERSION, type KeptSession } from './session-bytes.ts';

/** The sessions that count, decoded once. */
export type SecurityState = ReadonlyMap<string, KeptSession>;

export const securityProcessor = defineProcessor<SecurityConfig, SecurityState>({
  type: 'security',
  about: 'sixteen checks of what an agent’s sessions use, offer and let out',
  config: securityConfig,
  keptVersion: SESSION_BYTES_VERSION,
  needsContents: () => false,
  sessionsMax: ({ window_sessions_max: max }) => max,
  analyzeSession: encodeSession,
  analyzeAgent,
});

function analyzeAgent(run: AgentRun<SecurityState>, config: SecurityConfig): AgentOutcome<SecurityState> {
  const sessions = moveWindow(run, config);
  const input = { sessions: [...sessions.values()].map(({ numbers }) => numbers), earlier: run.earlier, config };
  const rows = analyzeSecurity(input);
  const isFlagged = rows.some(({ status }) => status === 'warning' || status === 'critical');
  const inputHash = isFlagged ? hashInput(sessions, [config, run.earlier]) : '';
  const checks = new Map(allChecks.map((check) => [check.id, check]));
  return {
    state: sessions,
    memory: null,
    results: {},
    checks: rows,
    behaviour: null,
    findings: rows.flatMap((row) => {
      const check = checks.get(row.check_type);
      if (check === undefined) return [];
      return makeFinding({ agentId: run.agentId, check, row, sessions, config, inputHash }) ?? [];
    }),
    // What could not be judged this time leaves what was found before as it is.
    clearedFindingIds: rows
      .filter(({ status }) => status === 'passed')
      .map(({ check_type: id }) => nameFinding(run.agentId, id)),
    clusterIds: new Map(),
  };
}

function moveWindow(
  { state, added, removedIds }: AgentRun<SecurityState>,
  { window_sessions_max: max }: SecurityConfig,
): SecurityState {
  const sessions = new Map(state);
  for (const id of removedIds) sessions.delete(id);
  for (const [id, bytes] of added) {
    const decoded = decodeSession(bytes);
    if (decoded === null) sessions.delete(id);
    else sessions.set(id, decoded);
  }
  if (sessions.size <= max) return sessions;
  const newest = [...sessions].sort(([a, one], [b, two]) => two.endedMs - one.endedMs || (a < b ? -1 : 1));
  return new Map(newest.slice(0, max));
}
