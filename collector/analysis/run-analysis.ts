/**
 * One run over one agent: what is kept of its sessions goes to each processor in turn, and what they say together is the
 * analysis. Where the processors' state is that of the run before, only what happened since is read. Knows no thread and no
 * clock; time limits are kept by whoever is told what it does (`onDoing`).
 */
import type { AgentAnalysis, KeptOfSession } from '../model/analysis.ts';
import type { EarlierResults } from '../../processors/earlier-results.ts';
import type { AgentOutcome } from '../../processors/processor.ts';
import type { AnalysisReader } from '../store/analysis-store.ts';
import { countSessionsMax, type ActiveProcessor } from './active-processors.ts';
import type { AnalysisOutcome, AnalysisRequest } from './analyzer.ts';
import type { SessionReading } from './build-completed-session.ts';
import { collectKept, type KeptSessions } from './collect-kept.ts';
import type { WarmAgent, WarmAgents } from './warm-agents.ts';

export type AnalysisRun = Omit<AnalysisRequest, 'onKept'>;

export type RunDoing =
  | { readonly type: 'session'; readonly sessionId: string }
  /** Everything else of a run: the list of sessions, what is kept of them, the processors. */
  | { readonly type: 'agent' };

export interface RunContext {
  readonly reader: AnalysisReader;
  readonly active: readonly ActiveProcessor[];
  readonly reading: SessionReading;
  readonly warm: WarmAgents;
  readonly onDoing: (doing: RunDoing) => void;
  readonly onKept: (kept: readonly KeptOfSession[]) => Promise<void>;
}

/** Never rejects. */
export async function runAnalysis(run: AnalysisRun, context: RunContext): Promise<AnalysisOutcome> {
  try {
    return await analyze(run, context);
  } catch (error) {
    context.warm.drop(run.agentId);
    return {
      ok: false,
      failure: error instanceof ProcessorFailed ? error.message : `the store failed: ${nameOf(error)}`,
    };
  }
}

/** Of what was thrown its kind alone: a message may quote what a session says. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}

class ProcessorFailed extends Error {}

async function analyze(run: AnalysisRun, context: RunContext): Promise<AnalysisOutcome> {
  const { reader, active, warm, onDoing } = context;
  onDoing({ type: 'agent' });
  const known = warm.get(run.agentId);
  const before = known?.version === run.analyzedVersion ? known : null;
  const changes = await reader.readSessionChanges(run.agentId, { after: run.analyzedVersion, upTo: run.version });
  const endedIds = changes.filter(({ kind }) => kind === 'ended').map(({ sessionId }) => sessionId);
  const leftIds = changes.filter(({ kind }) => kind === 'left').map(({ sessionId }) => sessionId);
  const sessionsMax = countSessionsMax(active);
  // Newest first in the list, oldest first here; of a burst the newest ones, too.
  const ids =
    before === null
      ? (await reader.listCompletedSessionIds(run.agentId, sessionsMax)).toReversed()
      : endedIds.slice(-sessionsMax);
  const kept = await collectKept(ids, {
    ...context,
    onSession: (sessionId) => onDoing({ type: 'session', sessionId }),
  });
  onDoing({ type: 'agent' });
  const sessions = moveSessions(before, { ids, leftIds, kept, sessionsMax });
  const memories = before === null ? await reader.readMemories(run.agentId) : new Map<string, Uint8Array>();
  const outcomes = runProcessors(run, { active, before, kept, leftIds, memories });
  warm.keep(run.agentId, {
    version: run.version,
    sessions,
    states: new Map([...outcomes].map(([type, { state }]) => [type, state])),
  });
  const analysis = summarize([...outcomes], {
    ...pickRun(run),
    sessionsAnalyzed: sessions.size,
    sessionsNew: endedIds.filter((id) => sessions.has(id)).length,
    sessionsFailed: [...sessions.values()].filter(Boolean).length,
  });
  return { ok: true, analysis };
}

interface Moved {
  readonly ids: readonly string[];
  readonly leftIds: readonly string[];
  readonly kept: KeptSessions;
  readonly sessionsMax: number;
}

function moveSessions(
  before: WarmAgent | null,
  { ids, leftIds, kept, sessionsMax }: Moved,
): ReadonlyMap<string, boolean> {
  const sessions = new Map(before?.sessions);
  for (const id of leftIds) sessions.delete(id);
  for (const id of ids) {
    sessions.delete(id);
    if (!kept.goneIds.has(id)) sessions.set(id, kept.failedIds.has(id));
  }
  for (const eldest of sessions.keys()) {
    if (sessions.size <= sessionsMax) break;
    sessions.delete(eldest);
  }
  return sessions;
}

interface ProcessorInput {
  readonly active: readonly ActiveProcessor[];
  readonly before: WarmAgent | null;
  readonly kept: KeptSessions;
  readonly leftIds: readonly string[];
  readonly memories: ReadonlyMap<string, Uint8Array>;
}

const NO_RESULTS: EarlierResults = { behavioral: null, pii: null };

function runProcessors(
  run: AnalysisRun,
  { active, before, kept, leftIds, memories }: ProcessorInput,
): ReadonlyMap<string, AgentOutcome<unknown>> {
  const outcomes = new Map<string, AgentOutcome<unknown>>();
  let earlier = NO_RESULTS;
  for (const { processor, config } of active) {
    const { type } = processor;
    const added = kept.bytesOf.get(type) ?? new Map<string, Uint8Array>();
    // What was known of a session before it went on is no more, also where it cannot be read now.
    const removedIds = [...leftIds, ...kept.goneIds, ...kept.failedIds].filter((id) => !added.has(id));
    try {
      const outcome = processor.analyzeAgent(
        {
          agentId: run.agentId,
          state: before?.states.get(type) ?? null,
          memory: memories.get(type) ?? null,
          added,
          removedIds,
          earlier,
          nowMs: run.startedAtMs,
        },
        config,
      );
      outcomes.set(type, outcome);
      earlier = { ...earlier, ...outcome.results };
    } catch (error) {
      throw new ProcessorFailed(`${type} failed: ${nameOf(error)}`);
    }
  }
  return outcomes;
}

function pickRun({ id, agentId, version, startedAtMs }: AnalysisRun) {
  return { id, agentId, version, startedAtMs };
}

type Counted = Pick<
  AgentAnalysis,
  'id' | 'agentId' | 'version' | 'startedAtMs' | 'sessionsAnalyzed' | 'sessionsNew' | 'sessionsFailed'
>;

function summarize(
  outcomes: readonly (readonly [type: string, AgentOutcome<unknown>])[],
  counted: Counted,
): Omit<AgentAnalysis, 'finishedAtMs'> {
  const results = outcomes.map(([, outcome]) => outcome);
  const checks = results.flatMap((one) => one.checks);
  return {
    ...counted,
    checks: checks.length === 0 ? null : checks,
    behaviour: results.find(({ behaviour }) => behaviour !== null)?.behaviour ?? null,
    findings: results.flatMap(({ findings }) => findings),
    clearedFindingIds: results.flatMap(({ clearedFindingIds }) => clearedFindingIds),
    clusterIds: new Map(results.flatMap(({ clusterIds }) => [...clusterIds])),
    memories: new Map(outcomes.flatMap(([type, { memory }]) => (memory === null ? [] : [[type, memory] as const]))),
  };
}
