/**
 * Conversations of the demo's agents with its fake model through the real SDK, taken apart: only the model calls, each in a
 * trace of its own, without any session id, those of all conversations interleaved. What belonged together is kept beside.
 */
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';

import type { ExportRequest } from '../../collector/otlp/export-request.ts';
import type { Agent } from '../../examples/agent.ts';
import { askModel } from '../../examples/ask-model.ts';
import { startFakeModel } from '../../examples/fake-model.ts';
import { Pace } from '../../examples/pace.ts';
import { Random } from '../../examples/random.ts';
import { runDemo } from '../../examples/run-demo.ts';
import { say, type Script } from '../../examples/script.ts';
import { SessionRun } from '../../examples/session-run.ts';
import { openTracing } from '../../examples/tracing.ts';
import { BEGIN_MS } from './span-builder.ts';

/** One model call as it was recorded, and the conversation it was part of. */
export interface RecordedCall {
  readonly span: ReadableSpan;
  readonly conversation: string;
  readonly user: string;
}

/** Forgets nothing on shutdown, unlike the SDK's own. */
class KeepingExporter extends InMemorySpanExporter {
  readonly kept: ReadableSpan[] = [];

  override export(...[batch, done]: Parameters<InMemorySpanExporter['export']>): void {
    this.kept.push(...batch);
    super.export(batch, done);
  }
}

/** Every story of every demo agent. A sub-agent is asked anew each time: each of its tasks is a conversation of its own. */
export async function recordDemo(seed: number, sessions: number): Promise<readonly RecordedCall[]> {
  const exporters: KeepingExporter[] = [];
  const createExporter = () => exporters[exporters.push(new KeepingExporter()) - 1] as KeepingExporter;
  await runDemo({ endpoint: 'http://unused.example', seed, sessions, fast: true, runId: `${seed}`, createExporter });
  const spans = exporters.flatMap(({ kept }) => kept);
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const parentOf = (span: ReadableSpan) => byId.get(span.parentSpanContext?.spanId ?? '');
  const agentOf = (span: ReadableSpan | undefined): ReadableSpan | undefined =>
    span === undefined || span.attributes['gen_ai.operation.name'] === 'invoke_agent' ? span : agentOf(parentOf(span));
  return spans
    .filter((span) => span.attributes['gen_ai.operation.name'] === 'chat')
    .map((span) => {
      const session = String(span.attributes['gen_ai.conversation.id']);
      const agent = agentOf(span);
      const isSubAgent = agent !== undefined && agentOf(parentOf(agent)) !== undefined;
      return { span, user: session, conversation: isSubAgent ? agent.spanContext().spanId : session };
    });
}

const GREETER: Agent = {
  name: 'greeter',
  version: '1.0.0',
  description: 'Talks about cities.',
  provider: 'openai',
  model: 'gpt-4.1-mini',
  instructions: 'You know cities.',
  tools: [],
  stepsMax: 1,
};

/** Several people who all begin with the same word and get the same answer. What they say then is their own. */
export async function recordGreetings(people: number, turns: number): Promise<readonly RecordedCall[]> {
  const pace = new Pace(0);
  const model = await startFakeModel(pace);
  const exporter = new KeepingExporter();
  const tracing = openTracing({ name: 'greeter', version: '1.0.0' }, exporter);
  const owners = new Map<string, string>();
  try {
    for (let person = 0; person < people; person += 1) {
      const user = `user-${person}`;
      const run = new SessionRun({
        agent: GREETER.name,
        id: `greeting-${person}`,
        number: person,
        userId: user,
        tracer: tracing.tracer,
        model,
        pace,
        random: new Random(user),
      });
      const script: Script = Array.from({ length: turns }, (_, turn) =>
        say(turn === 0 ? 'Hello! How can I help you today?' : `Answer ${turn} for ${user}.`),
      );
      const conversation = run.openConversation('talk', script);
      for (let turn = 0; turn < turns; turn += 1) {
        const content = turn === 0 ? 'Hi' : `Question ${turn} of ${user}: what is there to see?`;
        conversation.messages.push({ role: 'user', content });
        conversation.messages.push(await askModel(run, GREETER, conversation));
      }
      owners.set(run.tally.id, user);
    }
    await tracing.flush();
  } finally {
    await tracing.shutdown();
    await model.close();
  }
  return exporter.kept.map((span) => {
    const conversation = String(span.attributes['gen_ai.conversation.id']);
    return { span, conversation, user: owners.get(conversation) ?? '' };
  });
}

export interface StrippedCall {
  readonly spanId: string;
  readonly conversation: string;
  readonly request: ExportRequest;
}

/**
 * The calls in an order that is random between conversations and their own within each, ten seconds apart, each as one request.
 * @param options.users whether the calls say whose they are.
 */
export function interleave(
  calls: readonly RecordedCall[],
  random: Random,
  options: { readonly users: boolean },
): readonly StrippedCall[] {
  const waiting = [...Map.groupBy(calls, ({ conversation }) => conversation).values()].map((conversation) =>
    conversation.toSorted((a, b) => toMs(a.span.startTime) - toMs(b.span.startTime)),
  );
  const stripped: StrippedCall[] = [];
  while (waiting.length > 0) {
    const index = random.integer(0, waiting.length - 1);
    const next = waiting[index]?.shift();
    if (waiting[index]?.length === 0) waiting.splice(index, 1);
    if (next !== undefined) stripped.push(strip(next, stripped.length, options.users));
  }
  return stripped;
}

const SESSION_KEYS: ReadonlySet<string> = new Set(['session.id', 'gen_ai.conversation.id', 'user.id']);

function strip({ span, conversation, user }: RecordedCall, place: number, withUser: boolean): StrippedCall {
  const { spanId, traceFlags } = span.spanContext();
  const startS = BEGIN_MS / 1000 + place * 10;
  const attributes = Object.fromEntries(Object.entries(span.attributes).filter(([key]) => !SESSION_KEYS.has(key)));
  const alone = Object.create(span, {
    spanContext: { value: () => ({ traceId: spanId + spanId, spanId, traceFlags }) },
    parentSpanContext: { value: undefined },
    attributes: { value: withUser ? { ...attributes, 'user.id': user } : attributes },
    startTime: { value: [startS, 0] },
    endTime: { value: [startS + 2, 0] },
  }) as ReadableSpan;
  const body = new Uint8Array(ProtobufTraceSerializer.serializeRequest([alone]) ?? []);
  const request: ExportRequest = {
    signal: 'traces',
    encoding: 'proto',
    body,
    wire: { bytes: body, contentEncoding: 'identity' },
    receivedUnixMs: BEGIN_MS + 3_600_000,
    receiver: 'otlp',
    transport: 'http',
  };
  return { spanId, conversation, request };
}

function toMs([seconds, nanos]: ReadableSpan['startTime']): number {
  return seconds * 1000 + nanos / 1e6;
}
