/**
 * Runs an agent's analysis when its sessions have ended: asks the store who has something to analyse, lets the scheduler say
 * who is next, and hands what comes out to the pipeline. What is to do stands in the store and nowhere else, so that a
 * notice that was missed, or a process that was killed, costs time and no analysis.
 */
import { randomBytes } from 'node:crypto';

import type { Bus } from '../bus.ts';
import type { Clock } from '../clock.ts';
import { toCollectorError } from '../errors.ts';
import type { AgentAnalysis, FailedAnalysis, KeptOfSession } from '../model/analysis.ts';
import type { AnalysisStore } from '../store/analysis-store.ts';
import type { Counters, Logger } from '../telemetry.ts';
import type { AnalysisOutcome, Analyzer } from './analyzer.ts';
import { advance, nextWakeMs, restoreSchedule, type Run, type Schedule, type ScheduleEvent } from './scheduler.ts';

export interface AnalysisRunnerSettings {
  /** Of the component, for its counters. */
  readonly id: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly logger: Logger;
  /** Asked each time: at construction the store may not be up yet. */
  readonly store: () => AnalysisStore;
  readonly analyzer: Analyzer;
  readonly consume: (analysis: AgentAnalysis) => Promise<void>;
  readonly retryMs: number;
  readonly retryMsMax: number;
}

/** Of different agents: one thread analyses, and while it does, what another run found can be written. */
const RUNS_MAX = 2;
/** How often the store is asked without a notice: sessions leave by age, and another process may have imported some. */
const LOOK_INTERVAL_MS = 10_000;
/** An agent whose sessions never stop ending is analysed a fifth of the time, but waits no longer than this. */
const REST_FACTOR = 4;
const REST_MS_MAX = 500;
/** Some hundred rows are written in 5 ms where nothing else is. */
const BUSY_MS = 20;
const BUSY_REST_FACTOR = 8;
const BUSY_REST_MS_MAX = 1000;
/** What the store said while a run was being kept is old news by then. */
const REST_MS_MIN = 50;

export class AnalysisRunner {
  readonly #settings: AnalysisRunnerSettings;
  #schedule: Schedule = restoreSchedule([]);
  #stops: (() => void)[] = [];
  #cancelWake: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #stopped = true;
  #storeFails = false;
  readonly #running = new Set<Promise<void>>();

  constructor(settings: AnalysisRunnerSettings) {
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const { analyzer, bus, clock } = this.#settings;
    await analyzer.start();
    this.#stopped = false;
    this.#stops = [
      bus.subscribe('session.ended', () => this.#look()),
      clock.every(LOOK_INTERVAL_MS, () => this.#look()),
    ];
    this.#look();
  }

  /** What is under way is given up and done again after the next start; nothing of it was kept. */
  async shutdown(): Promise<void> {
    this.#stopped = true;
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#cancelWake?.();
    await this.#settings.analyzer.close();
    await Promise.all([this.#looking, ...this.#running]);
  }

  #look(): void {
    this.#lookAgain = this.#looking !== undefined;
    this.#looking ??= this.#readBacklog().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain && !this.#stopped) this.#look();
    });
  }

  /** Never rejects: what could not be read is asked for again. */
  async #readBacklog(): Promise<void> {
    const { store, counters, logger, id } = this.#settings;
    try {
      const agents = await store().readAnalysisBacklog();
      this.#storeFails = false;
      if (agents.length > 0) this.#tell({ type: 'changed', agents });
    } catch (error) {
      counters.add('live_trace_analysis_failed_looks', { connector: id });
      const { code } = toCollectorError(error);
      if (!this.#storeFails) logger.error({ connector: id, code }, 'what there is to analyse could not be read');
      this.#storeFails = true;
    }
  }

  #tell(event: ScheduleEvent): void {
    if (this.#stopped) return;
    const { clock, retryMs, retryMsMax } = this.#settings;
    const nowMs = clock.nowMs();
    const settings = { runsMax: RUNS_MAX, retryMs, retryMsMax };
    const { schedule, start } = advance(this.#schedule, event, { nowMs, settings });
    this.#schedule = schedule;
    for (const run of start) this.#begin(run);
    this.#cancelWake?.();
    const wakeMs = nextWakeMs(schedule, nowMs);
    this.#cancelWake = wakeMs === null ? undefined : clock.after(wakeMs - nowMs, () => this.#tell({ type: 'woken' }));
  }

  #begin(run: Run): void {
    const { clock } = this.#settings;
    const startedAtMs = clock.nowMs();
    const finish = (ok: boolean): void => {
      this.#running.delete(running);
      const tookMs = clock.nowMs() - startedAtMs;
      const restMs = Math.min(REST_MS_MAX, Math.max(REST_MS_MIN, REST_FACTOR * tookMs));
      this.#tell({ type: 'finished', agentId: run.agentId, ok, restMs });
    };
    const running = this.#run(run, startedAtMs).then(finish);
    this.#running.add(running);
  }

  /** Never rejects. @returns whether the agent is analysed up to the run's version. */
  async #run({ agentId, version }: Run, startedAtMs: number): Promise<boolean> {
    const { analyzer, clock, bus, consume } = this.#settings;
    const id = nameAnalysis(startedAtMs);
    try {
      const analyzedVersion = this.#schedule.agents.get(agentId)?.analyzedVersion ?? 0;
      const outcome = await analyzer.analyze({
        id,
        agentId,
        version,
        analyzedVersion,
        startedAtMs,
        onKept: (kept) => this.#keep(kept),
      });
      // A run that was given up with the process is none.
      if (this.#stopped) return false;
      const finishedAtMs = clock.nowMs();
      if (outcome.ok) await consume({ ...outcome.analysis, finishedAtMs });
      else await this.#keepFailure({ id, agentId, startedAtMs, finishedAtMs, failure: outcome.failure });
      this.#count(outcome);
      bus.publish('analysis.finished', { agentId, analysisId: id, ok: outcome.ok });
      if (outcome.ok) this.#announce(outcome.analysis);
      return outcome.ok;
    } catch (error) {
      const { counters, logger, id: connector } = this.#settings;
      counters.add('live_trace_analysis_failed_runs', { connector, reason: 'store' });
      logger.error({ connector, code: toCollectorError(error).code }, 'what an analysis found could not be kept');
      return false;
    }
  }

  /** A writer that lets this wait is busy with what comes in: the thread that analyses then rests, as it takes from the same cores. */
  async #keep(kept: readonly KeptOfSession[]): Promise<void> {
    const { store, clock } = this.#settings;
    const begunMs = clock.nowMs();
    await store().writeKept(kept);
    const tookMs = clock.nowMs() - begunMs;
    if (tookMs < BUSY_MS || this.#stopped) return;
    const restMs = Math.min(BUSY_REST_MS_MAX, BUSY_REST_FACTOR * tookMs);
    await new Promise<void>((resolve) => void clock.after(restMs, resolve));
  }

  async #keepFailure(failed: FailedAnalysis): Promise<void> {
    const { logger, id: connector } = this.#settings;
    logger.error({ connector, failure: failed.failure }, 'an analysis failed; it is tried again later');
    await this.#settings.store().writeFailedAnalysis(failed);
  }

  #count(outcome: AnalysisOutcome): void {
    const { counters, id: connector } = this.#settings;
    if (outcome.ok) {
      counters.add('live_trace_analysis_runs', { connector });
      counters.add('live_trace_analysis_sessions', { connector }, outcome.analysis.sessionsNew);
    } else {
      counters.add('live_trace_analysis_failed_runs', { connector, reason: 'analysis' });
    }
  }

  #announce({
    agentId,
    findings,
    clearedFindingIds,
  }: Pick<AgentAnalysis, 'agentId' | 'findings' | 'clearedFindingIds'>): void {
    if (findings.length === 0 && clearedFindingIds.length === 0) return;
    const sessionIds = new Set(findings.flatMap(({ evidence }) => evidence.map(({ sessionId }) => sessionId)));
    this.#settings.bus.publish('findings.stored', { agentIds: [agentId], sessionIds: [...sessionIds] });
  }
}

/** Sorts by time, and two of one moment are two. */
function nameAnalysis(atMs: number): string {
  const time = new Date(atMs).toISOString().replaceAll(/[-:.]/g, '').replace('Z', '');
  return `analysis_${time}_${randomBytes(4).toString('hex')}`;
}
