/**
 * When an agent's sessions are analysed: one run of an agent at a time, sessions that end meanwhile cause exactly one more,
 * agents do not wait for each other. A pure state machine: what happened goes in, what is to be started comes out; who calls
 * it keeps the versions in the store, so that a restart goes on where the process ended.
 *
 * An agent's version grows with every session of it that ends, ends again or leaves. Versions, not counts, say what is new:
 * a session that was re-opened leaves the count as it was, and one that ended during a run is not part of that run.
 */
import type { AgentBacklog } from '../model/analysis.ts';

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
  /** Nothing is started before: the last run failed, or the agent rests from it. */
  readonly startsAtMs: number;
}

export type ScheduleEvent =
  /** What the store says; of several tellings the greatest versions count. */
  | { readonly type: 'changed'; readonly agents: readonly AgentBacklog[] }
  | {
      readonly type: 'finished';
      readonly agentId: string;
      readonly ok: boolean;
      /** How long the agent rests if it went well: one whose sessions never stop ending would run all the time. */
      readonly restMs: number;
    }
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
export function restoreSchedule(known: Iterable<AgentBacklog>): Schedule {
  const agents = new Map<string, AgentWork>();
  for (const { agentId, version, analyzedVersion } of known) {
    if (version > analyzedVersion) agents.set(agentId, { ...IDLE, version, analyzedVersion });
  }
  return { agents };
}

const IDLE: AgentWork = { version: 0, analyzedVersion: 0, running: null, failures: 0, startsAtMs: 0 };

/** @returns what is to be started now; it counts as running from here on. */
export function advance(
  schedule: Schedule,
  event: ScheduleEvent,
  { nowMs, settings }: { readonly nowMs: number; readonly settings: ScheduleSettings },
): { readonly schedule: Schedule; readonly start: readonly Run[] } {
  const agents = new Map(schedule.agents);
  if (event.type === 'changed') {
    for (const told of event.agents) agents.set(told.agentId, change(agents.get(told.agentId) ?? IDLE, told));
  } else if (event.type === 'finished') {
    const before = agents.get(event.agentId) ?? IDLE;
    // Whoever ran goes behind those who waited meanwhile.
    agents.delete(event.agentId);
    agents.set(event.agentId, finish(before, event, { nowMs, settings }));
  }
  for (const [agentId, work] of agents) if (isForgettable(work, nowMs)) agents.delete(agentId);
  const start: Run[] = [];
  let running = [...agents.values()].filter((work) => work.running !== null).length;
  for (const [agentId, work] of agents) {
    if (running >= settings.runsMax) break;
    if (work.running !== null || !isNew(work) || work.startsAtMs > nowMs) continue;
    agents.set(agentId, { ...work, running: work.version });
    start.push({ agentId, version: work.version });
    running += 1;
  }
  return { schedule: { agents }, start };
}

/** When to wake it if nothing happens before; null where there is nothing to wait for. */
export function nextWakeMs({ agents }: Schedule, nowMs: number): number | null {
  let next: number | null = null;
  for (const work of agents.values()) {
    // One whose time has come waits for a run to finish, which is an event.
    if (work.running !== null || work.startsAtMs <= nowMs) continue;
    if (next === null || work.startsAtMs < next) next = work.startsAtMs;
  }
  return next;
}

function isNew({ version, analyzedVersion }: AgentWork): boolean {
  return version > analyzedVersion;
}

/** One that rests is remembered, so that it does rest. */
function isForgettable(work: AgentWork, nowMs: number): boolean {
  return work.running === null && !isNew(work) && work.startsAtMs <= nowMs;
}

function change(work: AgentWork, { version, analyzedVersion }: AgentBacklog): AgentWork {
  return {
    ...work,
    version: Math.max(work.version, version),
    analyzedVersion: Math.max(work.analyzedVersion, analyzedVersion),
  };
}

function finish(
  work: AgentWork,
  { ok, restMs }: Extract<ScheduleEvent, { type: 'finished' }>,
  { nowMs, settings }: { readonly nowMs: number; readonly settings: ScheduleSettings },
): AgentWork {
  if (work.running === null) return work;
  if (ok) return { ...work, analyzedVersion: work.running, running: null, failures: 0, startsAtMs: nowMs + restMs };
  const failures = work.failures + 1;
  const waitMs = Math.min(settings.retryMsMax, settings.retryMs * 2 ** Math.min(failures - 1, 30));
  return { ...work, running: null, failures, startsAtMs: nowMs + waitMs };
}
