/**
 * Everything that is known to make an LLM tool count twice, or not at all, each under its name: what senders really sent where
 * a recording has it, compared with what the model on loopback was really asked; a few spans from the SDK's source where none has.
 */
import { describe, expect, it } from 'vitest';

import { getSession } from '../../../collector/operations/get-session.ts';
import { getSpan } from '../../../collector/operations/get-span.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import type { Session } from '../../../collector/operations/schemas.ts';
import { compareWithLedger } from '../../support/compare-with-ledger.ts';
import { readRecordedSessions } from '../../support/recorded-sessions.ts';
import { listRecordedRequests, readLedger, readOptOuts } from '../../support/recordings.ts';
import { agent, chat, spanIdOf, tool, wrapJson, type SpanSpec } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';
import { readFixture } from '../../support/vocabulary-suite.ts';

const TRACES = listRecordedRequests().filter(({ signal }) => signal === 'traces');

const CALLS = ['message_count', 'input_tokens', 'output_tokens'];
const TOOLS = ['tool_uses'];

/** Of each recording how many spans it has of the kind that misleads: without them it would prove nothing. */
function countsOnce(aspects: readonly string[], recordings: Readonly<Record<string, RegExp>>): void {
  it.each(Object.entries(recordings))('%s', async (name, misleading) => {
    const { file } = TRACES.find((request) => request.name === name) ?? { file: name };
    const spans = readFixture(file).filter(({ span, scope }) => misleading.test(`${scope.name} ${span.name}`));
    expect(spans.length, 'spans that mislead').toBeGreaterThan(0);
    const differences = compareWithLedger(await readRecordedSessions(name), readLedger(name));
    const optOuts = readOptOuts(name);
    const compared = aspects.filter((aspect) => optOuts[aspect] === undefined);
    expect(compared.length, 'aspects that are compared').toBeGreaterThan(0);
    for (const aspect of compared) expect(differences.get(aspect) ?? null, aspect).toBeNull();
  });
}

type Scoped = SpanSpec & { readonly scope?: string };

/** What REST says of the one session that the spans make, each sent alone. */
async function countSpans(spans: readonly Scoped[]): Promise<Session> {
  const { write, context } = buildStore();
  for (const span of spans) await write([span], { service: 'desk', scope: span.scope ?? 'test' });
  const { sessions } = await ask(listSessions, {}, context);
  expect(sessions).toHaveLength(1);
  return sessions[0] as Session;
}

describe('the AI SDK’s outer span and its steps repeat what the calls in them used', () => {
  countsOnce([...CALLS, ...TOOLS], {
    'ai-sdk-4': /ai\.(generate|stream)Text$/,
    'ai-sdk-5': /ai\.(generate|stream)Text$/,
    'ai-sdk-6': /ai\.(generate|stream)Text$/,
    'ai-sdk-7': /invoke_agent|step/,
  });
});

describe('an agent’s span adds up the calls below it', () => {
  countsOnce([...CALLS, ...TOOLS], {
    'python-pydantic-ai': /invoke_agent/,
    'python-pydantic-ai-2': /agent run/,
    'python-strands': /invoke_agent/,
    'openai-agents': /agent|turn|task/i,
    'python-agent-framework': /invoke_agent/,
  });

  it('sums under a name of their own are none', async () => {
    const attributes = { 'gen_ai.aggregated_usage.input_tokens': 100, 'gen_ai.aggregated_usage.output_tokens': 20 };
    const spans = [
      agent({ trace: 't1', id: 'a', agent: 'x', attributes }),
      chat({ trace: 't1', id: 'c', parent: 'a' }),
    ];
    expect(await countSpans(spans)).toMatchObject({ input_tokens: 100, output_tokens: 20, message_count: 1 });
  });
});

describe('one instrumentation stands around another', () => {
  countsOnce(CALLS, {
    'python-dual-openai': /openinference.*ChatCompletion/,
    'python-autogen': /openinference.*ChatCompletion/,
    'python-crewai': /openinference.instrumentation.openai ChatCompletion/,
  });
});

describe('two instrumentations stand beside each other', () => {
  countsOnce(CALLS, {
    'python-dual-langchain-openai': /opentelemetry\.util\.genai\.handler chat/,
    'python-dual-langchain': /instrumentation\.langchain ChatOpenAI/,
    'python-traceloop-anthropic': /com\.anthropic\.sdk\.python/,
  });
  countsOnce(TOOLS, { 'python-dual-langchain': /openinference.*get_weather/ });
});

describe('LiteLLM’s span of the raw request repeats the call', () => {
  countsOnce(CALLS, { 'python-litellm': /raw_gen_ai_request/ });
});

describe('ADK’s call_llm is around the model’s own span, and tools called at once are followed by a span of all', () => {
  countsOnce([...CALLS, ...TOOLS], { 'python-google-adk-1': /call_llm/, 'python-google-adk': /\(merged/ });
});

describe('Codex’ turn repeats the response in it', () => {
  // From codex-rs' source: none of its spans carries what a recording of its logs has.
  it('counts it once', async () => {
    const turn = {
      'turn.id': '1',
      model: 'gpt-5',
      'codex.turn.token_usage.input_tokens': 121,
      'codex.turn.token_usage.output_tokens': 39,
    };
    const usage = { 'gen_ai.usage.input_tokens': 121, 'gen_ai.usage.output_tokens': 39 };
    const spans = [
      { trace: 't1', id: 'turn', name: 'session_task.turn', end: 900, attributes: turn },
      chat({
        trace: 't1',
        id: 'call',
        parent: 'turn',
        name: 'handle_responses',
        start: 10,
        tokens: [121, 39],
        attributes: usage,
      }),
    ];
    expect(await countSpans(spans.map((span) => ({ ...span, scope: 'codex_exec' })))).toMatchObject({
      message_count: 1,
      input_tokens: 121,
      output_tokens: 39,
    });
  });
});

describe('Mastra describes a call in a generation and its steps', () => {
  countsOnce([...CALLS, ...TOOLS], { mastra: /model_step|step/ });
});

describe('coding agents say the same in spans, log events and metrics', () => {
  countsOnce(CALLS, { 'claude-code': /llm_request/, 'claude-agent-sdk': /ClaudeAgent/ });
  countsOnce(['message_count', 'input_tokens', 'tool_uses'], { 'gemini-cli': /llm_call|generate_content|chat/i });

  it('metrics add nothing', async () => {
    const { store, write, context } = buildStore();
    await write([chat({ trace: 't1', id: 'c' })]);
    const point = {
      asInt: '100',
      timeUnixNano: '1',
      attributes: [{ key: 'session.id', value: { stringValue: 's1' } }],
    };
    const metrics = [{ name: 'claude_code.token.usage', sum: { dataPoints: [point], aggregationTemporality: 1 } }];
    const request = wrapJson({
      resourceMetrics: [{ scopeMetrics: [{ scope: { name: 'com.anthropic.claude_code' }, metrics }] }],
    });
    await store.write({ ...request, signal: 'metrics' }, { forwards: false });
    const { sessions } = await ask(listSessions, {}, context);
    expect(sessions.map(({ input_tokens }) => input_tokens)).toEqual([100]);
  });
});

describe('a proxy tells of the call that its client tells of', () => {
  const client = chat({ trace: 't1', id: 'client', end: 300, attributes: { 'gen_ai.response.id': 'r1' } });
  const proxy = {
    ...chat({
      trace: 't1',
      id: 'proxy',
      parent: 'client',
      start: 20,
      end: 280,
      attributes: { 'gen_ai.response.id': 'r1' },
    }),
    scope: 'litellm',
  };

  it('below it, as its context is handed on', async () => {
    expect(await countSpans([client, proxy])).toMatchObject({ message_count: 1, input_tokens: 100 });
  });

  it('in one trace without the span between them', async () => {
    expect(await countSpans([client, { ...proxy, parent: 'http' }])).toMatchObject({
      message_count: 1,
      input_tokens: 100,
    });
    const nameless = { ...proxy, parent: 'client', attributes: { ...proxy.attributes, 'gen_ai.response.id': 'own' } };
    expect(await countSpans([client, nameless])).toMatchObject({ message_count: 1 });
  });
});

describe('messages come on the span and in an event', () => {
  countsOnce([...CALLS, 'input', 'output'], { 'python-otel-openai': /chat/, 'python-strands': /chat/ });
});

describe('Logfire writes a stream’s answer as a span of its own', () => {
  countsOnce(CALLS, { 'python-logfire': /streaming response/ });
});

describe('a span comes more than once, or before it has ended', () => {
  it('is the span, and counts when it has ended', async () => {
    const ended = chat({ trace: 't1', id: 'c', end: 300 });
    const running = { ...ended, end: -Date.UTC(2026, 2, 1) };
    expect(await countSpans([running])).toMatchObject({ message_count: 0, input_tokens: 0, span_count: 1 });
    for (const order of [
      [running, ended],
      [ended, running],
      [ended, ended, running, ended],
    ])
      expect(await countSpans(order)).toMatchObject({ message_count: 1, input_tokens: 100, span_count: 1 });
  });
});

describe('embeddings and rerankings cost tokens and are no messages', () => {
  countsOnce(['message_count', 'input_tokens', 'cost'], {
    'ai-sdk-6': /ai\.embed$/,
    'openinference-openai': /Embedding/,
  });
});

describe('an attempt that failed', () => {
  it('is a call of its own, an error, and billed where it tells tokens', async () => {
    const spans = [
      chat({ trace: 't1', id: 'failed', error: true, tokens: [100, 0] }),
      chat({ trace: 't1', id: 'again', start: 200, tokens: [100, 20] }),
    ];
    expect(await countSpans(spans)).toMatchObject({ message_count: 2, input_tokens: 200, errors: 1 });
  });
});

describe('an answer out of a cache costs nothing', () => {
  countsOnce(['cost'], { 'python-litellm-cached': /litellm_request/ });

  it('of LiteLLM’s own, and its tokens show that it was given', async () => {
    const given = { 'gen_ai.response.id': 'r1' };
    const spans = [
      chat({ trace: 't1', id: 'asked', attributes: { ...given, 'session.id': 's1', 'litellm.cache_hit': false } }),
      chat({
        trace: 't2',
        id: 'cached',
        start: 200,
        attributes: { ...given, 'session.id': 's1', 'litellm.cache_hit': true },
      }),
    ].map((span) => ({ ...span, scope: 'litellm' }));
    const once = await countSpans(spans.slice(0, 1));
    expect(once.cost_usd).toBeGreaterThan(0);
    expect(await countSpans(spans)).toMatchObject({ message_count: 2, cost_usd: once.cost_usd });
  });
});

describe('one use of a tool is told by its caller, its protocol and its author', () => {
  const call = { trace: 't1', start: 10, end: 200 };

  it('execute_tool, the MCP client below it and the server below that are one', async () => {
    const mcp = {
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'search',
      'gen_ai.operation.name': 'execute_tool',
    };
    const spans = [
      tool({ ...call, id: 'tool', call: 'c1' }),
      { ...call, id: 'client', parent: 'tool', name: 'tools/call search', attributes: mcp },
      { ...call, id: 'server', parent: 'client', name: 'tools/call search', attributes: mcp },
    ];
    expect(await countSpans(spans)).toMatchObject({ tool_uses: 1 });
  });

  it('the AI SDK’s span and the user’s own within it are one', async () => {
    const spans = [
      {
        ...call,
        id: 'sdk',
        name: 'ai.toolCall',
        scope: 'ai',
        attributes: { 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 'search', 'ai.toolCall.id': 'c1' },
      },
      { ...tool({ ...call, id: 'own', parent: 'sdk' }), scope: 'mine' },
    ];
    expect(await countSpans(spans)).toMatchObject({ tool_uses: 1 });
  });

  it('a tool that is used twice is two, also at once', async () => {
    const spans = [tool({ ...call, id: 'a' }), tool({ ...call, id: 'b' })];
    expect(await countSpans(spans)).toMatchObject({ tool_uses: 2 });
  });
});

describe('every call repeats the history before it', () => {
  const said = (turns: number): string =>
    JSON.stringify(
      Array.from({ length: turns }, (_, turn) => ({
        role: turn % 2 ? 'assistant' : 'user',
        parts: [{ type: 'text', content: `turn ${turn}` }],
      })),
    );

  it('of which only what is new is new', async () => {
    const { write, context } = buildStore();
    const turns = [1, 3, 5];
    await write(
      turns.map((count) =>
        chat({
          trace: 't1',
          id: `c${count}`,
          start: count * 200,
          attributes: { 'session.id': 's1', 'gen_ai.input.messages': said(count) },
        }),
      ),
    );
    const { timeline } = await ask(getSession, { id: 's1' }, context);
    const known: number[] = [];
    for (const { span_id } of timeline)
      known.push((await ask(getSpan, { id: 's1', span_id }, context)).messages.input_known);
    expect(timeline.map(({ span_id }) => span_id)).toEqual(turns.map((count) => spanIdOf(`c${count}`)));
    expect(known).toEqual([0, 1, 3]);
  });
});
