/**
 * What analyses need and leave behind, in Maps: the memory store's half of `analysis-store.ts`. Bounded by what it belongs
 * to: an agent's leaves with the agent, a session's with the session, and of each agent the newest runs are kept.
 */
import type {
  AgentAnalysis,
  AgentBacklog,
  AnalysisRecord,
  BehaviourRecord,
  CheckRecord,
  FailedAnalysis,
  KeptOfSession,
  SessionChange,
} from '../model/analysis.ts';
import type { Finding } from '../model/finding.ts';
import type { SessionRecord, SessionResults } from '../model/session.ts';
import type { SessionPosition } from '../store.ts';
import type { AgentRow } from '../sessions/session-rows.ts';
import type {
  CheckPage,
  CheckQuery,
  FindingChange,
  FindingPage,
  FindingQuery,
  LatestReport,
  StoredBehaviour,
} from './analysis-store.ts';
import { countChecks } from './count-checks.ts';
import { clearFinding, seeFinding, sessionsOfFinding } from './revise-finding.ts';
import { SESSIONS_LEFT_MAX, type SessionWatcher } from './session-watcher.ts';

/** What stands beside it. */
export interface AnalyzedRows {
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  readonly agents: ReadonlyMap<string, AgentRow>;
}

export class MemoryAnalyses implements SessionWatcher {
  readonly #rows: AnalyzedRows;
  readonly #analysesMax: number;
  readonly #agents = new Map<string, AgentState>();
  readonly #kept = new Map<string, Map<string, KeptOfSession>>();
  readonly #clusterIds = new Map<string, string>();
  /** In the order in which they were first seen. */
  readonly #findings = new Map<string, Finding>();
  readonly #sessionFindings = new Map<string, Set<string>>();
  readonly #findingKeys = new Map<string, number>();
  #newestKey = 0;
  #newestVersion = 0;

  constructor(rows: AnalyzedRows, analysesMax: number) {
    this.#rows = rows;
    this.#analysesMax = analysesMax;
  }

  /** Sessions of one agent that are completed now. */
  sessionsEnded(agentId: string, sessionIds: readonly string[]): void {
    const agent = this.#agent(agentId);
    agent.version = ++this.#newestVersion;
    for (const id of sessionIds) change(agent, id, 'ended');
  }

  completedSessionChanged(before: SessionRecord, after: SessionRecord): void {
    if (after.status !== 'completed') {
      // No news before it ends again: the version that its agent will have then is not there yet.
      const agent = this.#agent(before.agentId);
      change(agent, before.id, 'left', agent.version + 1);
      this.#forgetResults(before.id);
    } else if (after.agentId !== before.agentId) {
      this.#sessionLeft(before);
      this.sessionsEnded(after.agentId, [after.id]);
    }
    if (after.agentId !== before.agentId) this.#removeFindingsAbout(before.id);
  }

  sessionGone(before: SessionRecord): void {
    if (before.status === 'completed') this.#sessionLeft(before);
    this.#removeFindingsAbout(before.id);
    this.#sessionFindings.delete(before.id);
  }

  agentGone(agentId: string): void {
    this.#agents.delete(agentId);
    for (const finding of this.#findings.values()) if (finding.agentId === agentId) this.#removeFinding(finding);
  }

  /** All numbers were derived anew: what was completed is news, because it may be read differently now. */
  rebuilt(before: readonly SessionRecord[]): void {
    this.#kept.clear();
    const { agents, sessions } = this.#rows;
    for (const agentId of this.#agents.keys()) if (!agents.has(agentId)) this.agentGone(agentId);
    for (const record of before) {
      const after = sessions.get(record.id);
      if (after === undefined) this.sessionGone(record);
      else if (record.status === 'completed') this.completedSessionChanged(record, after);
    }
    const ended = Map.groupBy(
      [...sessions.values()].filter(({ status }) => status === 'completed'),
      ({ agentId }) => agentId,
    );
    for (const [agentId, records] of ended) {
      this.sessionsEnded(
        agentId,
        records.map(({ id }) => id),
      );
    }
  }

  readResults(sessionId: string): SessionResults {
    const findingCounts = { critical: 0, high: 0, medium: 0, low: 0 };
    for (const id of this.#sessionFindings.get(sessionId) ?? []) {
      const finding = this.#findings.get(id);
      if (finding?.status === 'open') findingCounts[finding.severity] += 1;
    }
    return { clusterId: this.#clusterIds.get(sessionId) ?? null, findingCounts };
  }

  readSessionChanges(agentId: string, { after, upTo }: { after: number; upTo: number }): SessionChange[] {
    return [...(this.#agents.get(agentId)?.changes ?? [])]
      .filter(([, { version }]) => version > after && version <= upTo)
      .sort(([, a], [, b]) => a.version - b.version)
      .map(([sessionId, { kind }]) => ({ sessionId, kind }));
  }

  readBacklog(): AgentBacklog[] {
    return [...this.#agents]
      .filter(([, { version, analyzedVersion }]) => version > analyzedVersion)
      .map(([agentId, { version, analyzedVersion }]) => ({ agentId, version, analyzedVersion }));
  }

  readKept(sessionIds: readonly string[], processor: string): KeptOfSession[] {
    return sessionIds.flatMap((id) => this.#kept.get(id)?.get(processor) ?? []);
  }

  writeKept(kept: readonly KeptOfSession[]): void {
    for (const one of kept) {
      const session = this.#rows.sessions.get(one.sessionId);
      const { completedAtMs: readAtMs, ...entry } = one;
      if (session?.status !== 'completed' || session.completedAtMs !== (readAtMs ?? session.completedAtMs)) continue;
      const ofSession = this.#kept.get(one.sessionId) ?? new Map<string, KeptOfSession>();
      ofSession.set(one.processor, { ...entry, bytes: one.bytes?.slice() ?? null });
      this.#kept.set(one.sessionId, ofSession);
    }
  }

  readMemories(agentId: string): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#agents.get(agentId)?.memories);
  }

  /** @returns how many older runs it made leave. */
  writeAnalysis(analysis: AgentAnalysis): number {
    const { id, agentId, startedAtMs, finishedAtMs, checks, behaviour } = analysis;
    const row = this.#rows.agents.get(agentId);
    if (row === undefined) return 0;
    const agent = this.#agent(agentId);
    if (agent.runs.some(({ record }) => record.id === id)) return 0;
    const { workflowId } = row;
    const { sessionsAnalyzed, sessionsNew, sessionsFailed } = analysis;
    const findingsCount = this.#reviseFindings(analysis);
    const record: AnalysisRecord = {
      id,
      agentId,
      workflowId,
      status: 'COMPLETED',
      failure: null,
      createdAtMs: startedAtMs,
      completedAtMs: finishedAtMs,
      findingsCount,
      sessionsAnalyzed,
      sessionsNew,
      sessionsFailed,
    };
    const checkRecords = (checks ?? []).map((check) => ({
      ...check,
      checkId: `${id}_${agentId}_${check.check_type}`,
      analysisId: id,
      agentId,
      workflowId,
      createdAtMs: finishedAtMs,
    }));
    agent.runs.push({ record, checks: checkRecords, behaviour, firstKey: this.#newestKey + 1 });
    this.#newestKey += checkRecords.length;
    for (const [sessionId, clusterId] of analysis.clusterIds) {
      const session = this.#rows.sessions.get(sessionId);
      if (session?.status !== 'completed' || session.agentId !== agentId) continue;
      if (clusterId === null) this.#clusterIds.delete(sessionId);
      else this.#clusterIds.set(sessionId, clusterId);
    }
    for (const [processor, bytes] of analysis.memories) agent.memories.set(processor, bytes.slice());
    // A run has seen no more than there was, whatever it says.
    // One that cannot know what left does not count.
    if (analysis.version >= agent.forgottenVersion) {
      agent.analyzedVersion = Math.max(agent.analyzedVersion, Math.min(analysis.version, agent.version));
      agent.sessionsLeft = 0;
    }
    for (const [sessionId, { version }] of agent.changes) {
      if (version <= agent.analyzedVersion) agent.changes.delete(sessionId);
    }
    return this.#prune(agent);
  }

  /** @returns how many older runs it made leave. */
  writeFailedAnalysis({ id, agentId, startedAtMs, finishedAtMs, failure }: FailedAnalysis): number {
    const row = this.#rows.agents.get(agentId);
    if (row === undefined) return 0;
    const agent = this.#agent(agentId);
    if (agent.runs.some(({ record }) => record.id === id)) return 0;
    const record: AnalysisRecord = {
      id,
      agentId,
      workflowId: row.workflowId,
      status: 'FAILED',
      failure,
      createdAtMs: startedAtMs,
      completedAtMs: finishedAtMs,
      findingsCount: 0,
      sessionsAnalyzed: 0,
      sessionsNew: 0,
      sessionsFailed: 0,
    };
    agent.runs.push({ record, checks: [], behaviour: null, firstKey: this.#newestKey });
    return this.#prune(agent);
  }

  listChecks(query: CheckQuery): CheckPage {
    const { agentId, analysisId, category, status, latestOnly = false } = query;
    const wanted = [...this.#agents.values()]
      .flatMap(({ runs }) => (latestOnly ? latestOf(runs) : runs))
      .flatMap(({ checks, firstKey }) =>
        checks.map((check, at) => ({ value: check.createdAtMs, key: firstKey + at, row: check })),
      )
      .filter(
        ({ row: check }) =>
          (agentId === undefined || check.agentId === agentId) &&
          (analysisId === undefined || check.analysisId === analysisId) &&
          (category === undefined || check.category_id === category) &&
          (status === undefined || check.status === status),
      );
    const { rows, ...page } = cutPage(wanted, query, (a, b) => b.value - a.value || a.key - b.key);
    return { checks: rows, ...page };
  }

  listAnalyses(agentId: string, limit: number): AnalysisRecord[] {
    return (this.#agents.get(agentId)?.runs ?? [])
      .map(({ record }) => record)
      .reverse()
      .slice(0, limit);
  }

  listNewestAnalyses(agentIds: readonly string[]): ReadonlyMap<string, AnalysisRecord> {
    return new Map(agentIds.flatMap((id) => this.listAnalyses(id, 1).map((record) => [id, record] as const)));
  }

  listLatestReports(agentIds: readonly string[]): ReadonlyMap<string, LatestReport> {
    const reports = new Map<string, LatestReport>();
    for (const agentId of agentIds) {
      for (const { record, checks } of latestOf(this.#agents.get(agentId)?.runs ?? [])) {
        reports.set(agentId, { analysis: record, checkCounts: countChecks(checks) });
      }
    }
    return reports;
  }

  readBehaviour(agentId: string): StoredBehaviour | null {
    const run = this.#agents.get(agentId)?.runs.findLast(({ behaviour }) => behaviour !== null);
    return run?.behaviour ? { analysis: run.record, behaviour: run.behaviour } : null;
  }

  listFindings(query: FindingQuery): FindingPage {
    const { sessionId, agentId, checkId, severity, status, fromMs = -Infinity, toMs = Infinity } = query;
    const named = sessionId === undefined ? null : (this.#sessionFindings.get(sessionId) ?? new Set());
    const wanted = [...this.#findings.values()]
      .filter(
        (finding) =>
          (named === null || named.has(finding.id)) &&
          (agentId === undefined || finding.agentId === agentId) &&
          (checkId === undefined || finding.checkId === checkId) &&
          (severity === undefined || finding.severity === severity) &&
          (status === undefined || finding.status === status) &&
          finding.updatedAtMs >= fromMs &&
          finding.updatedAtMs < toMs,
      )
      .map((finding) => ({ value: finding.updatedAtMs, key: this.#findingKeys.get(finding.id) ?? 0, row: finding }));
    const { rows, ...page } = cutPage(wanted, query, (a, b) => b.value - a.value || b.key - a.key);
    return { findings: rows, ...page };
  }

  readFinding(id: string): Finding | null {
    return this.#findings.get(id) ?? null;
  }

  updateFinding(id: string, { status, reason, nowMs }: FindingChange): Finding | null {
    const standing = this.#findings.get(id);
    if (standing === undefined) return null;
    const changed: Finding = { ...standing, status, statusReason: reason, statusChangedAtMs: nowMs };
    this.#findings.set(id, changed);
    return changed;
  }

  #agent(agentId: string): AgentState {
    const agent = this.#agents.get(agentId) ?? {
      version: 0,
      analyzedVersion: 0,
      sessionsLeft: 0,
      forgottenVersion: 0,
      changes: new Map(),
      memories: new Map(),
      runs: [],
    };
    this.#agents.set(agentId, agent);
    return agent;
  }

  #sessionLeft({ id, agentId }: SessionRecord): void {
    const agent = this.#agent(agentId);
    agent.version = ++this.#newestVersion;
    change(agent, id, 'left');
    this.#forgetResults(id);
    agent.sessionsLeft += 1;
    if (agent.sessionsLeft <= SESSIONS_LEFT_MAX) return;
    for (const [sessionId, { kind }] of agent.changes) if (kind === 'left') agent.changes.delete(sessionId);
    Object.assign(agent, { analyzedVersion: 0, forgottenVersion: agent.version, sessionsLeft: 0 });
  }

  #forgetResults(sessionId: string): void {
    this.#kept.delete(sessionId);
    this.#clusterIds.delete(sessionId);
  }

  /** @returns how many findings the run sees. */
  #reviseFindings({ id: analysisId, finishedAtMs: nowMs, findings, clearedFindingIds }: AgentAnalysis): number {
    let count = 0;
    for (const found of findings) {
      const { agentId, sessionId: about } = found;
      if (about !== null && this.#rows.sessions.get(about)?.agentId !== agentId) continue;
      const standing = this.#findings.get(found.id) ?? null;
      if (standing === null) this.#findingKeys.set(found.id, ++this.#newestKey);
      else this.#forgetNames(standing);
      this.#findings.set(found.id, seeFinding(standing, found, { analysisId, nowMs }));
      for (const sessionId of sessionsOfFinding(found)) {
        if (!this.#rows.sessions.has(sessionId)) continue;
        const named = this.#sessionFindings.get(sessionId) ?? new Set();
        named.add(found.id);
        this.#sessionFindings.set(sessionId, named);
      }
      count += 1;
    }
    for (const id of clearedFindingIds) {
      const standing = this.#findings.get(id);
      if (standing !== undefined) this.#findings.set(id, clearFinding(standing, nowMs));
    }
    return count;
  }

  #removeFindingsAbout(sessionId: string): void {
    for (const id of this.#sessionFindings.get(sessionId) ?? []) {
      const finding = this.#findings.get(id);
      if (finding?.sessionId === sessionId) this.#removeFinding(finding);
    }
  }

  #removeFinding(finding: Finding): void {
    this.#findings.delete(finding.id);
    this.#findingKeys.delete(finding.id);
    this.#forgetNames(finding);
  }

  #forgetNames(finding: Finding): void {
    for (const sessionId of sessionsOfFinding(finding)) this.#sessionFindings.get(sessionId)?.delete(finding.id);
  }

  #prune(agent: AgentState): number {
    const latest = latestOf(agent.runs);
    const kept = agent.runs.slice(-this.#analysesMax);
    // Failures must not push out the report that the pages show.
    if (latest[0] !== undefined && !kept.includes(latest[0])) kept.unshift(latest[0]);
    const gone = agent.runs.length - kept.length;
    agent.runs = kept;
    return gone;
  }
}

interface AgentState {
  version: number;
  analyzedVersion: number;
  /** Entries of sessions that left since. */
  sessionsLeft: number;
  /** Up to which they were too many: whoever has seen less begins anew. */
  forgottenVersion: number;
  /** By session, the last that happened to it. */
  readonly changes: Map<string, { readonly version: number; readonly kind: SessionChange['kind'] }>;
  readonly memories: Map<string, Uint8Array>;
  /** The oldest first. */
  runs: AnalysisRun[];
}

interface AnalysisRun {
  readonly record: AnalysisRecord;
  readonly checks: readonly CheckRecord[];
  readonly behaviour: BehaviourRecord | null;
  /** Of its checks: the place of the first. */
  readonly firstKey: number;
}

interface Placed<T> extends SessionPosition {
  readonly row: T;
}

function cutPage<T>(
  wanted: readonly Placed<T>[],
  { after, limit, offset }: Pick<FindingQuery, 'after' | 'limit' | 'offset'>,
  compare: (a: SessionPosition, b: SessionPosition) => number,
): { readonly rows: readonly T[]; readonly totalCount: number; readonly next: SessionPosition | null } {
  const sorted = wanted.toSorted(compare);
  const rest = after === undefined ? sorted : sorted.filter((one) => compare(after, one) < 0);
  const page = rest.slice(offset, offset + limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    totalCount: wanted.length,
    next: last === undefined || rest.length <= offset + limit ? null : { value: last.value, key: last.key },
  };
}

/** The last that happens to a session stands, behind what happened to others before. */
function change(agent: AgentState, sessionId: string, kind: SessionChange['kind'], version = agent.version): void {
  agent.changes.delete(sessionId);
  agent.changes.set(sessionId, { version, kind });
}

/** The newest run that did not fail, if there is one. */
function latestOf(runs: readonly AnalysisRun[]): AnalysisRun[] {
  return runs.filter(({ record }) => record.status === 'COMPLETED').slice(-1);
}
