/**
 * When an agent's sessions are analysed: one run of an agent at a time, sessions that end meanwhile cause exactly one more,
 * agents do not wait for each other. A pure state machine: what happened goes in, what is to be started comes out; who calls
 * it keeps the versions in the store, so that a restart goes on where the process ended.
 *
 * An agent's version grows with every session of it that ends, ends again or leaves. Versions, not counts, say what is new:
 * a session that was re-opened leaves the count as it was, and one that ended during a run is not part of that run.
 */
export interface Schedule {
  /** Agents with something to do; in the order in which they began to wait. */
  readonly agents: ReadonlyMap<string, AgentWork>;
}

export interface AgentWork {
  readonly version: number;
  readonly analyzedVersion: number;
  /** The version that the run that is under way saw. */
  readonly running: number | null;
  /** Of runs since the last that did not fail. */
  readonly failures: number;
  /** After a failed run nothing is started before. */
  readonly retryAtMs: number;
}

export type ScheduleEvent =
  /** Of several tellings the greatest version counts. */
  | { readonly type: 'changed'; readonly agentId: string; readonly version: number }
  | { readonly type: 'finished'; readonly agentId: string; readonly ok: boolean }
  /** Time has passed. */
  | { readonly type: 'woken' };

export interface Run {
  readonly agentId: string;
  /** What the run will have seen; to be kept with its result. */
  readonly version: number;
}

export interface ScheduleSettings {
  /** Runs at once, of different agents. */
  readonly runsMax: number;
  /** After the first failure; twice as long after each further one. */
  readonly retryMs: number;
  readonly retryMsMax: number;
}

/** What the store knows at the start. A run that was under way when the process ended is none any more. */
export function restoreSchedule(
  known: Iterable<{ readonly agentId: string; readonly version: number; readonly analyzedVersion: number }>,
): Schedule {
  const agents = new Map<string, AgentWork>();
  for (const { agentId, version, analyzedVersion } of known) {
    if (version > analyzedVersion) agents.set(agentId, { ...IDLE, version, analyzedVersion });
  }
  return { agents };
}

const IDLE: AgentWork = { version: 0, analyzedVersion: 0, running: null, failures: 0, retryAtMs: 0 };

/** @returns what is to be started now; it counts as running from here on. */
export function advance(
  schedule: Schedule,
  event: ScheduleEvent,
  { nowMs, settings }: { readonly nowMs: number; readonly settings: ScheduleSettings },
): { readonly schedule: Schedule; readonly start: readonly Run[] } {
  const agents = new Map(schedule.agents);
  if (event.type !== 'woken') {
    const before = agents.get(event.agentId) ?? IDLE;
    const after = event.type === 'changed' ? change(before, event.version) : finish(before, event.ok, nowMs, settings);
    // Whoever ran goes behind those who waited meanwhile.
    if (event.type === 'finished') agents.delete(event.agentId);
    if (after.running !== null || isNew(after)) agents.set(event.agentId, after);
    else agents.delete(event.agentId);
  }
  const start: Run[] = [];
  let running = [...agents.values()].filter((work) => work.running !== null).length;
  for (const [agentId, work] of agents) {
    if (running >= settings.runsMax) break;
    if (work.running !== null || !isNew(work) || work.retryAtMs > nowMs) continue;
    agents.set(agentId, { ...work, running: work.version });
    start.push({ agentId, version: work.version });
    running += 1;
  }
  return { schedule: { agents }, start };
}

/** When to wake it if nothing happens before; null where there is nothing to wait for. */
export function nextWakeMs({ agents }: Schedule): number | null {
  let next: number | null = null;
  for (const work of agents.values()) {
    if (work.running !== null || work.failures === 0) continue;
    if (next === null || work.retryAtMs < next) next = work.retryAtMs;
  }
  return next;
}

function isNew({ version, analyzedVersion }: AgentWork): boolean {
  return version > analyzedVersion;
}

function change(work: AgentWork, version: number): AgentWork {
  return { ...work, version: Math.max(work.version, version) };
}

function finish(work: AgentWork, ok: boolean, nowMs: number, settings: ScheduleSettings): AgentWork {
  if (work.running === null) return work;
  if (ok) return { ...work, analyzedVersion: work.running, running: null, failures: 0, retryAtMs: 0 };
  const failures = work.failures + 1;
  const waitMs = Math.min(settings.retryMsMax, settings.retryMs * 2 ** Math.min(failures - 1, 30));
  return { ...work, running: null, failures, retryAtMs: nowMs + waitMs };
}
