/**
 * Completes sessions: asks the store to, at every check and as soon as a span says that a session is over, and tells the bus
 * of those that really were completed. One completion runs at a time, and a failed one is tried again at the next check.
 * Where its pipeline lists analyses it has them run.
 */
import { AnalysisRunner } from '../../analysis/analysis-runner.ts';
import type { Analyzer } from '../../analysis/analyzer.ts';
import { AnalysisPool } from '../../analysis/pool.ts';
import type { Connector, ConnectorSettings } from '../../component.ts';
import { toCollectorError } from '../../errors.ts';
import type { AnalysisConfig, SessionsConfig } from './config.ts';
import { SessionTracker, type DueSessions } from './tracker.ts';

/** Of one check: after a long pause thousands are due at once, and other writes want their turn too. */
const COMPLETIONS_MAX = 1000;
const FAILED = 'sessions could not be completed; trying again at every check';

export class SessionsConnector implements Connector {
  readonly #settings: ConnectorSettings;
  readonly #analysis: AnalysisConfig;
  readonly #checkIntervalMs: number;
  readonly #tracker: SessionTracker;
  #analyzer: Analyzer | undefined;
  #runner: AnalysisRunner | undefined;
  #stops: readonly (() => void)[] = [];
  #running: Promise<void> | undefined;
  /** False until the sessions of an earlier life of the program are known. */
  #loaded = false;
  #askedAgain = false;
  #failing = false;

  constructor(config: SessionsConfig, settings: ConnectorSettings) {
    this.#settings = settings;
    this.#checkIntervalMs = config.check_interval;
    this.#analysis = config.analysis;
    this.#tracker = new SessionTracker(config.idle_timeout);
  }

  /** While it is started and its pipeline lists analyses. */
  get analyzer(): Analyzer | undefined {
    return this.#analyzer;
  }

  async start(): Promise<void> {
    const { bus, clock } = this.#settings;
    this.#stops = [
      bus.subscribe('spans.stored', ({ sessions }) => {
        for (const session of sessions) this.#tracker.touch(session);
        if (sessions.some(({ ended }) => ended)) this.#checkNow();
      }),
      clock.every(this.#checkIntervalMs, () => this.#check()),
    ];
    // Not waited for: a store that is slow to answer must not keep the doors closed.
    this.#check();
    await this.#startAnalyses();
  }

  async shutdown(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#askedAgain = false;
    await this.#running;
    await this.#runner?.shutdown();
    this.#analyzer = undefined;
  }

  async #startAnalyses(): Promise<void> {
    const { sessions, extensions } = this.#settings;
    if (sessions.analyses.length === 0) return;
    const analyzer = new AnalysisPool({
      store: extensions.store(),
      settings: {
        processors: sessions.analyses.map(({ type, config }) => ({ type, config })),
        limits: {
          sessionTimeoutMs: this.#analysis.session_timeout,
          agentTimeoutMs: this.#analysis.agent_timeout,
          memoryBytesMax: this.#analysis.memory_limit,
          spansMax: this.#analysis.session_spans_max,
        },
      },
    });
    this.#analyzer = analyzer;
    this.#runner = new AnalysisRunner({
      ...this.#settings,
      store: () => extensions.store(),
      analyzer,
      consume: (analysis) => sessions.consumeAnalysis(analysis),
      retryMs: this.#analysis.retry_interval,
      retryMsMax: this.#analysis.retry_interval_max,
    });
    await this.#runner.start();
  }

  #checkNow(): void {
    this.#askedAgain = this.#running !== undefined;
    this.#check();
  }

  #check(): void {
    this.#running ??= this.#completeDue().finally(() => {
      this.#running = undefined;
      if (!this.#askedAgain) return;
      this.#askedAgain = false;
      this.#check();
    });
  }

  /** Never rejects. */
  async #completeDue(): Promise<void> {
    const { clock, counters, id, logger } = this.#settings;
    try {
      await this.#load();
      for (const due of this.#tracker.due(clock.nowMs(), COMPLETIONS_MAX)) await this.#complete(due);
      if (this.#failing) logger.info({ connector: id }, 'sessions are completed again');
      this.#failing = false;
    } catch (error) {
      counters.add('live_trace_sessions_failed_checks', { connector: id });
      // Once, and not at every check for as long as a store is away.
      if (!this.#failing) logger.error({ connector: id, code: toCollectorError(error).code }, FAILED);
      this.#failing = true;
    }
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    const active = await this.#settings.extensions.store().readActiveSessions();
    for (const session of active) this.#tracker.touch({ ...session, ended: false });
    this.#loaded = true;
  }

  async #complete(due: DueSessions): Promise<void> {
    const { bus, clock, counters, extensions, id } = this.#settings;
    const sessionIds = await extensions
      .store()
      .completeSessions([...due.sessions.keys()], due.idleSinceMs, clock.nowMs());
    this.#tracker.forget(due);
    if (sessionIds.length === 0) return;
    counters.add('live_trace_sessions_completed_sessions', { connector: id }, sessionIds.length);
    bus.publish('session.ended', { sessionIds });
  }
}
