/**
 * Runs the demo's agents and tells what they did. Agents work at the same time, the sessions of one agent one after another.
 * The numbers are counted where calls are made, not read from spans, so they can check a collector's.
 */
import { randomBytes } from 'node:crypto';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { DEMO_AGENTS } from './agents/index.ts';
import { countExports, type ExportCounts } from './count-exports.ts';
import type { DemoAgent } from './demo-agent.ts';
import { startFakeModel, type FakeModel } from './fake-model.ts';
import { Pace } from './pace.ts';
import { Random } from './random.ts';
import { SessionRun, type SessionTally } from './session-run.ts';
import { createOtlpExporter, openTracing } from './tracing.ts';

export interface DemoOptions {
  /** Base address of an OTLP/HTTP receiver, without `/v1/traces`. */
  readonly endpoint: string;
  /** Same seed, same conversations. Default 1. */
  readonly seed?: number;
  /** Per agent. Default 3: every story once. */
  readonly sessions?: number;
  /** No waiting anywhere. */
  readonly fast?: boolean;
  /** Part of every session id, so that a second run makes new sessions. Random by default. */
  readonly runId?: string;
  readonly onSession?: (session: DemoSession) => void;
  readonly signal?: AbortSignal;
  /** Where spans go instead of the endpoint; called once per session. */
  readonly createExporter?: () => SpanExporter;
}

export type DemoSession = Readonly<SessionTally>;

export interface DemoResult {
  readonly sessions: readonly DemoSession[];
  readonly exports: Readonly<ExportCounts>;
}

export const SESSIONS_DEFAULT = 3;
/** At this many sessions per agent the slowest agent takes 45 s; more sessions share that time. */
const SESSIONS_AT_FULL_PACE = 3;
const USERS = ['user-2087', 'user-3312', 'user-4471', 'user-5160', 'user-7904'] as const;

export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const sessions = options.sessions ?? SESSIONS_DEFAULT;
  const factor = options.fast === true ? 0 : Math.min(1, SESSIONS_AT_FULL_PACE / sessions);
  const pace = new Pace(factor, options.signal);
  const model = await startFakeModel(pace);
  const exports: ExportCounts = { sentSpans: 0, lostSpans: 0, lastError: null };
  const stage: Stage = {
    options: { ...options, sessions, runId: options.runId ?? randomBytes(3).toString('hex') },
    pace,
    model,
    exports,
  };
  try {
    const perAgent = await Promise.all(DEMO_AGENTS.map((agent) => runSessions(stage, agent)));
    return { sessions: perAgent.flat(), exports };
  } finally {
    await model.close();
  }
}

interface Stage {
  readonly options: DemoOptions & { readonly sessions: number; readonly runId: string };
  readonly pace: Pace;
  readonly model: FakeModel;
  readonly exports: ExportCounts;
}

async function runSessions(stage: Stage, agent: DemoAgent): Promise<readonly DemoSession[]> {
  const tallies: DemoSession[] = [];
  for (let number = 0; number < stage.options.sessions; number += 1) {
    tallies.push(await runSession(stage, agent, number));
  }
  return tallies;
}

async function runSession(
  { options, pace, model, exports }: Stage,
  agent: DemoAgent,
  number: number,
): Promise<DemoSession> {
  const random = new Random(`${options.seed ?? 1}/${agent.name}/${number}`);
  const exporter = options.createExporter?.() ?? createOtlpExporter(options.endpoint);
  const service = { name: agent.name, version: agent.versionOf(number) };
  const tracing = openTracing(service, countExports(exporter, exports));
  const run = new SessionRun({
    agent: agent.name,
    id: `${agent.name}-${options.runId}-${number + 1}`,
    number,
    userId: random.fork('user').pick(...USERS),
    tracer: tracing.tracer,
    model,
    pace,
    random,
  });
  try {
    await agent.converse(run);
  } finally {
    // Also when the demo is stopped: what was done so far is sent. Rejects when an export failed, which is no reason to
    // leave the other sessions out.
    await tracing.shutdown().catch((error: unknown) => {
      exports.lastError ??= error instanceof Error ? error.message : String(error);
    });
  }
  options.onSession?.(run.tally);
  return run.tally;
}
