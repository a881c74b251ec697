/** Analyses over a store in memory: what to run, with which limits, and where to keep what comes of it. */
import type { AnalysisOutcome, AnalysisSettings, Analyzer } from '../../collector/analysis/analyzer.ts';
import type { Store } from '../../collector/store.ts';
import type { Processor } from '../../processors/processor.ts';
import { processors } from '../../processors/index.ts';
import { BEGIN_MS, chat, type SpanSpec } from './span-builder.ts';
import { completeAll } from './completed-sessions.ts';
import type { BuiltStore } from './store-builder.ts';

export const ROOMY = {
  sessionTimeoutMs: 30_000,
  agentTimeoutMs: 60_000,
  memoryBytesMax: 512 * 1024 ** 2,
  spansMax: 20_000,
};

export function settingsFor(
  known: readonly Pick<Processor, 'type' | 'config'>[] = processors,
  limits: Partial<AnalysisSettings['limits']> = {},
): AnalysisSettings {
  return {
    processors: known.map(({ type, config }) => ({ type, config: config.parse({}) })),
    limits: { ...ROOMY, ...limits },
  };
}

let runs = 0;

/** Runs what is new of an agent and keeps it, as the collector does. */
export async function analyzeNews(store: Store, analyzer: Analyzer, agentId: string): Promise<AnalysisOutcome> {
  const backlog = (await store.readAnalysisBacklog()).find((one) => one.agentId === agentId);
  if (backlog === undefined) throw new Error(`nothing is new of ${agentId}`);
  const outcome = await analyzer.analyze({
    ...backlog,
    id: `analysis_${++runs}`,
    startedAtMs: BEGIN_MS + 200_000 + runs,
    onKept: async (kept) => store.writeKept(kept),
  });
  if (outcome.ok) await store.writeAnalysis({ ...outcome.analysis, finishedAtMs: BEGIN_MS + 200_000 + runs });
  return outcome;
}

export const AGENT = 'desk';

/** A session of the agent that calls these tools, one a turn. */
export function sessionSpans(session: string, tools: readonly string[], startMs = 0): SpanSpec[] {
  return tools.flatMap((tool, turn) => {
    const start = startMs + turn * 200;
    const attributes = { 'gen_ai.conversation.id': session, 'gen_ai.agent.name': AGENT };
    return [
      chat({ trace: session, id: `${session}c${turn}`.slice(-8), start, attributes, tokens: [100, 20] }),
      {
        trace: session,
        id: `${session}t${turn}`.slice(-8),
        start: start + 100,
        end: start + 150,
        attributes: {
          ...attributes,
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': tool,
          'gen_ai.tool.call.id': `call_${turn}`,
        },
      },
    ];
  });
}

export async function endSessions(
  { store, write }: BuiltStore,
  sessions: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const [id, tools] of Object.entries(sessions)) await write(sessionSpans(id, tools), { service: AGENT });
  await completeAll(store);
}
