/**
 * A database of many small spans, written by the product's own writer in this process: HTTP would only make it slower. Sessions
 * of a handful of agents over the last seven days, all completed, and one session of very many spans.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { DatabaseWriter } from '../../collector/extensions/sqlite-store/database-writer.ts';
import { openDatabase } from '../../collector/extensions/sqlite-store/open-database.ts';
import { sizeOf } from './measured-collector.ts';
import { createRandom, digest, prose, serializeSpans, type SpanDraft } from './payload.ts';
import type { Sizes } from './sizes.ts';

export interface LargeDatabase {
  /** The directory of the file `live-trace.db`. */
  readonly directory: string;
  readonly bytes: number;
  readonly spans: number;
  readonly sessions: number;
  readonly seconds: number;
  readonly known: KnownIds;
}

/** Things that are in it, to ask for. */
export interface KnownIds {
  readonly agentId: string;
  readonly sessionId: string;
  readonly spanId: string;
  readonly longSessionId: string;
  readonly longSessionSpanId: string;
  /** Of the agent of `sessionId`. */
  readonly otherSessionId: string;
}

const DAY_MS = 86_400_000;
const DAYS = 7;
const SPANS_PER_REQUEST = 2000;
const AGENTS = 20;
const MODELS = ['gpt-4.1-mini', 'gpt-4.1', 'claude-sonnet-4-5', 'gemini-2.5-flash'];

export function buildLargeDatabase(directory: string, sizes: Sizes['large']): LargeDatabase {
  const begun = performance.now();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'live-trace.db');
  const writer = new DatabaseWriter(openDatabase(path, 'normal'), { databaseBytesMax: null, logBytesMax: 1e9 });
  const nowMs = Date.now();
  const random = createRandom(5);
  const perSession = Math.max(2, Math.floor(sizes.spans / sizes.sessions));
  const session = (index: number): SessionPlan => ({
    id: digest(`session ${index}`).slice(0, 32),
    agent: index % AGENTS,
    version: index < sizes.sessions / 2 ? '1.4.2' : '1.5.0',
    startMs: Math.floor(nowMs - DAYS * DAY_MS + (index / sizes.sessions) * (DAYS * DAY_MS - 60_000)),
    spans: perSession,
  });
  const write = (drafts: readonly SpanDraft[], agent: number): void => {
    for (let at = 0; at < drafts.length; at += SPANS_PER_REQUEST) {
      const bytes = new Uint8Array(
        serializeSpans('protobuf', drafts.slice(at, at + SPANS_PER_REQUEST), agentName(agent)),
      );
      const receivedMs = drafts[at]?.startMs ?? nowMs;
      writer.write([
        { type: 'write', id: 0, signal: 'traces', encoding: 'proto', body: bytes, receivedMs, forwards: false },
      ]);
    }
  };
  // A request comes from one agent; those that run at the same time take turns.
  const batch = Math.floor(SPANS_PER_REQUEST / perSession);
  for (let first = 0; first < sizes.sessions; first += batch * AGENTS) {
    for (let agent = 0; agent < AGENTS; agent++) {
      const plans = Array.from({ length: batch }, (_, at) => session(first + at * AGENTS + agent));
      write(
        plans
          .filter((_, at) => first + at * AGENTS + agent < sizes.sessions)
          .flatMap((plan) => buildSession(plan, random)),
        agent,
      );
    }
  }
  const long = {
    id: digest('long session').slice(0, 32),
    agent: 0,
    version: '1.5.0',
    startMs: nowMs - DAY_MS,
    spans: sizes.longSessionSpans,
  };
  const longSpans = buildSession(long, random);
  write(longSpans, long.agent);
  completeAll(writer, [long.id, ...Array.from({ length: sizes.sessions }, (_, index) => session(index).id)], nowMs);
  while (writer.catchUp());
  writer.close();
  const middle = session(Math.floor(sizes.sessions / 2));
  return {
    directory,
    bytes: sizeOf(path),
    spans: sizes.sessions * perSession + sizes.longSessionSpans,
    sessions: sizes.sessions + 1,
    seconds: (performance.now() - begun) / 1000,
    known: {
      agentId: agentName(middle.agent),
      sessionId: middle.id,
      spanId: spanId(middle, 1),
      longSessionId: long.id,
      longSessionSpanId: longSpans.at(-1)?.spanId ?? '',
      otherSessionId: session(middle.agent).id,
    },
  };
}

const COMPLETED_TOGETHER = 5000;

function completeAll(writer: DatabaseWriter, ids: readonly string[], nowMs: number): void {
  for (let at = 0; at < ids.length; at += COMPLETED_TOGETHER) {
    const sessionIds = ids.slice(at, at + COMPLETED_TOGETHER);
    writer.complete({ type: 'complete', id: 0, sessionIds, idleSinceMs: nowMs, nowMs });
  }
}

interface SessionPlan {
  readonly id: string;
  readonly agent: number;
  readonly version: string;
  readonly startMs: number;
  readonly spans: number;
}

/** An agent's span, and under it calls of a model and of a tool by turns. */
function buildSession(plan: SessionPlan, random: () => number): SpanDraft[] {
  const { id, agent, version, startMs, spans } = plan;
  const traceId = digest(`${id} trace`).slice(0, 32);
  const root: SpanDraft = {
    traceId,
    spanId: spanId(plan, 0),
    name: `invoke_agent ${agentName(agent)}`,
    startMs,
    durationMs: spans * STEP_MS,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': agentName(agent),
      'gen_ai.agent.version': version,
      'gen_ai.conversation.id': id,
      'user.id': `user-${Math.floor(random() * 500)}`,
    },
  };
  const model = MODELS[(agent + (random() < 0.2 ? 1 : 0)) % MODELS.length] ?? '';
  const steps = Array.from({ length: spans - 1 }, (_, step): SpanDraft => {
    const common = {
      traceId,
      spanId: spanId(plan, step + 1),
      parentSpanId: root.spanId,
      startMs: startMs + step * STEP_MS,
    };
    const durationMs = Math.floor(100 + random() * 1800);
    return step % 2 === 0
      ? { ...common, durationMs, name: `chat ${model}`, attributes: describeCall(plan, { model, random }) }
      : { ...common, durationMs, failed: random() < 0.03, ...describeTool(random) };
  });
  return [root, ...steps];
}

const STEP_MS = 2000;
const TOOLS = ['search', 'read_file', 'write_file', 'run_tests', 'fetch_page'];

function describeCall(
  { id, agent }: SessionPlan,
  { model, random }: { readonly model: string; readonly random: () => number },
): SpanDraft['attributes'] {
  const message = (role: string): string =>
    JSON.stringify([{ role, parts: [{ type: 'text', content: prose(random, 60) }] }]);
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': 200 + Math.floor(random() * 2000),
    'gen_ai.usage.output_tokens': 20 + Math.floor(random() * 400),
    'gen_ai.conversation.id': id,
    'gen_ai.agent.name': agentName(agent),
    'gen_ai.input.messages': message('user'),
    'gen_ai.output.messages': message('assistant'),
  };
}

function describeTool(random: () => number): Pick<SpanDraft, 'name' | 'attributes'> {
  const tool = TOOLS[Math.floor(random() * TOOLS.length)] ?? 'search';
  return {
    name: `execute_tool ${tool}`,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool,
      'gen_ai.tool.call.id': `call_${Math.floor(random() * 2 ** 32).toString(16)}`,
    },
  };
}

function spanId({ id }: SessionPlan, index: number): string {
  return digest(`${id} ${index}`).slice(0, 16);
}

function agentName(agent: number): string {
  return `agent-${agent}`;
}
