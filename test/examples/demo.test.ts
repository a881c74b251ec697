/**
 * The demo agents against an in-memory exporter: what they say depends on the seed only, what they count is what their spans
 * say, and the names on the spans are the GenAI convention's.
 */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { beforeAll, describe, expect, it } from 'vitest';
import { runDemo, type DemoResult, type DemoSession } from '../../examples/run-demo.ts';

interface Recording {
  readonly result: DemoResult;
  readonly spans: readonly ReadableSpan[];
}

async function record(seed: number, runId = 'test', sessions = 3): Promise<Recording> {
  const spans: ReadableSpan[] = [];
  // Not InMemorySpanExporter alone: it forgets on shutdown, and the demo shuts down after each session.
  class KeepingExporter extends InMemorySpanExporter {
    override export(...[batch, done]: Parameters<InMemorySpanExporter['export']>): void {
      spans.push(...batch);
      super.export(batch, done);
    }
  }
  const createExporter = () => new KeepingExporter();
  const result = await runDemo({
    endpoint: 'http://unused.example',
    seed,
    sessions,
    fast: true,
    runId,
    createExporter,
  });
  return { result, spans };
}

function operation(span: ReadableSpan): unknown {
  return span.attributes['gen_ai.operation.name'];
}

function texts(span: ReadableSpan, name: string): string {
  const value = span.attributes[name];
  expect(value, `${span.name} ${name}`).toBeTypeOf('string');
  return String(value);
}

/** Everything that was said and done, without times and ids of spans, in an order that does not depend on timing. */
function transcript({ spans }: Recording): readonly string[] {
  return spans
    .map((span) => {
      const content = Object.entries(span.attributes).filter(
        ([name]) => name !== 'server.port' && name !== 'gen_ai.response.time_to_first_chunk',
      );
      return JSON.stringify([span.name, span.resource.attributes['service.name'], content, span.status]);
    })
    .sort();
}

describe('demo', () => {
  let first: Recording;
  beforeAll(async () => {
    first = await record(1);
  });

  it('says the same for the same seed', async () => {
    expect(transcript(await record(1))).toEqual(transcript(first));
  });

  it('says something else for another seed', async () => {
    expect(transcript(await record(2))).not.toEqual(transcript(first));
  });

  it("does not change a session's words when more sessions are asked for", async () => {
    const longer = new Set(transcript(await record(1, 'test', 4)));
    expect(transcript(first).filter((line) => !longer.has(line))).toEqual([]);
  });

  it('makes new sessions, calls and answers in another run', async () => {
    const second = await record(1, 'other');
    for (const name of ['gen_ai.conversation.id', 'gen_ai.response.id', 'gen_ai.tool.call.id']) {
      const before = new Set(first.spans.map((span) => span.attributes[name]).filter(Boolean));
      expect(
        second.spans.filter((span) => before.has(span.attributes[name])),
        name,
      ).toEqual([]);
    }
  });

  it('counts what its spans say', () => {
    const counted = new Map<unknown, Omit<DemoSession, 'id' | 'agent'>>();
    for (const span of first.spans) {
      const id = span.attributes['gen_ai.conversation.id'];
      const sum = counted.get(id) ?? { modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, errors: 0 };
      const isCall = operation(span) === 'chat' || operation(span) === 'execute_tool';
      counted.set(id, {
        modelCalls: sum.modelCalls + (operation(span) === 'chat' ? 1 : 0),
        toolCalls: sum.toolCalls + (operation(span) === 'execute_tool' ? 1 : 0),
        inputTokens: sum.inputTokens + Number(span.attributes['gen_ai.usage.input_tokens'] ?? 0),
        outputTokens: sum.outputTokens + Number(span.attributes['gen_ai.usage.output_tokens'] ?? 0),
        errors: sum.errors + (isCall && span.status.code === SpanStatusCode.ERROR ? 1 : 0),
      });
    }
    expect(first.result.sessions).toHaveLength(15);
    for (const { id, agent, ...tally } of first.result.sessions)
      expect(tally, `${agent} ${id}`).toEqual(counted.get(id));
    expect(first.result.exports).toEqual({ sentSpans: first.spans.length, lostSpans: 0, lastError: null });
  });

  it('names its model calls as the convention does', () => {
    const answered = first.spans.filter(
      (span) => operation(span) === 'chat' && span.status.code !== SpanStatusCode.ERROR,
    );
    expect(answered.length).toBeGreaterThan(100);
    for (const span of answered) {
      const { attributes } = span;
      expect(span.kind).toBe(SpanKind.CLIENT);
      expect(span.name).toBe(`chat ${String(attributes['gen_ai.request.model'])}`);
      expect(attributes['gen_ai.provider.name']).toMatch(/^(openai|anthropic)$/);
      expect(attributes['gen_ai.response.finish_reasons']).toEqual([expect.stringMatching(/^(stop|tool_calls)$/)]);
      expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0);
      const input = Number(attributes['gen_ai.usage.input_tokens']);
      const cached = Number(attributes['gen_ai.usage.cache_read.input_tokens']);
      const written = Number(attributes['gen_ai.usage.cache_creation.input_tokens'] ?? 0);
      expect(cached + written).toBeLessThanOrEqual(input);
      expect(Number(attributes['gen_ai.usage.reasoning.output_tokens'] ?? 0)).toBeLessThan(
        Number(attributes['gen_ai.usage.output_tokens']),
      );
      expect(JSON.parse(texts(span, 'gen_ai.system_instructions'))).toEqual([
        { type: 'text', content: expect.any(String) },
      ]);
      expect(JSON.parse(texts(span, 'gen_ai.input.messages'))).toContainEqual({
        role: 'user',
        parts: [{ type: 'text', content: expect.any(String) }],
      });
      expect(JSON.parse(texts(span, 'gen_ai.output.messages'))).toEqual([
        { role: 'assistant', parts: expect.any(Array), finish_reason: expect.stringMatching(/^(stop|tool_call)$/) },
      ]);
    }
    const some = (name: string) => answered.some((span) => Number(span.attributes[name] ?? 0) > 0);
    expect(some('gen_ai.usage.cache_read.input_tokens')).toBe(true);
    expect(some('gen_ai.usage.cache_creation.input_tokens')).toBe(true);
    expect(some('gen_ai.usage.reasoning.output_tokens')).toBe(true);
  });

  it('gives each tool call the id that the model gave it, its arguments and its result', () => {
    const asked = new Set(
      first.spans
        .filter((span) => operation(span) === 'chat' && span.attributes['gen_ai.output.messages'] !== undefined)
        .flatMap((span) =>
          [...texts(span, 'gen_ai.output.messages').matchAll(/"id":"(call_[^"]+)"/g)].map(([, id]) => id),
        ),
    );
    const tools = first.spans.filter((span) => operation(span) === 'execute_tool');
    expect(tools).toHaveLength(asked.size);
    for (const span of tools) {
      expect(span.name).toBe(`execute_tool ${texts(span, 'gen_ai.tool.name')}`);
      expect(asked.has(texts(span, 'gen_ai.tool.call.id'))).toBe(true);
      expect(JSON.parse(texts(span, 'gen_ai.tool.call.arguments'))).toBeTypeOf('object');
      if (span.status.code !== SpanStatusCode.ERROR) expect(texts(span, 'gen_ai.tool.call.result')).not.toBe('');
    }
  });

  it('marks every failure with its type, a message and an exception event', () => {
    const failed = first.spans.filter((span) => span.status.code === SpanStatusCode.ERROR);
    expect(new Set(failed.map((span) => span.attributes['error.type']))).toEqual(
      new Set(['rate_limit_exceeded', 'server_error', 'service_unavailable', 'TimeoutError']),
    );
    for (const span of failed) {
      expect(span.status.message).not.toBe('');
      expect(span.events.map(({ name }) => name)).toEqual(['exception']);
    }
    expect(failed.filter((span) => operation(span) === 'invoke_agent').map(({ name }) => name)).toEqual([
      'invoke_agent ledger-sync',
    ]);
  });

  it('runs three searchers inside the trace of the research agent', () => {
    const byId = new Map(first.spans.map((span) => [span.spanContext().spanId, span]));
    const searchers = first.spans.filter(({ name }) => name.startsWith('invoke_agent searcher'));
    expect(searchers).toHaveLength(9);
    for (const span of searchers) {
      const delegate = byId.get(span.parentSpanContext?.spanId ?? '');
      expect(delegate?.name).toBe('execute_tool delegate');
      expect(byId.get(delegate?.parentSpanContext?.spanId ?? '')?.name).toBe('invoke_agent market-research');
    }
  });

  it('mails the payroll file in the session that obeys, and in no other', () => {
    const mailed = first.spans.filter(
      (span) =>
        span.attributes['gen_ai.tool.name'] === 'send_email' &&
        texts(span, 'gen_ai.tool.call.arguments').includes('accounts@invoice-desk.example'),
    );
    expect(mailed.map((span) => span.attributes['gen_ai.conversation.id'])).toEqual(['inbox-assistant-test-2']);
    expect(mailed.map((span) => texts(span, 'gen_ai.tool.call.arguments'))).toEqual([
      expect.stringContaining('E-1041'),
    ]);
  });

  it('names the session and its user on the outermost span of each turn, the agent and version on its service', () => {
    const outermost = first.spans.filter((span) => span.parentSpanContext === undefined);
    expect(outermost.length).toBeGreaterThan(first.result.sessions.length);
    for (const span of outermost) {
      expect(span.attributes['session.id']).toBe(span.attributes['gen_ai.conversation.id']);
      expect(span.attributes['user.id']).toMatch(/^user-\d{4}$/);
      expect(span.resource.attributes['service.name']).toBe(span.attributes['gen_ai.agent.name']);
      expect(span.resource.attributes['service.version']).toBe(span.attributes['gen_ai.agent.version']);
    }
  });

  it('tells of spans that nobody accepted', async () => {
    const createExporter = () => {
      const refusing = new InMemorySpanExporter();
      void refusing.shutdown();
      return refusing;
    };
    const { exports } = await runDemo({ endpoint: 'http://unused.example', sessions: 1, fast: true, createExporter });
    expect(exports).toMatchObject({ sentSpans: 0, lastError: expect.stringContaining('stopped') });
    expect(exports.lostSpans).toBeGreaterThan(50);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const createExporter = () => new InMemorySpanExporter();
    const running = runDemo({ endpoint: 'http://unused.example', createExporter, signal: stop.signal });
    stop.abort();
    await expect(running).rejects.toThrow(/abort/i);
  });
});
