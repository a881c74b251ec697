/** One span whole, and which of a call's messages are new. */
import { describe, expect, it } from 'vitest';

import { getSpan } from '../../../collector/operations/get-span.ts';
import { buildLogs, callLogs } from '../../support/log-builder.ts';
import {
  agent,
  BEGIN_MS,
  chat,
  spanIdOf,
  tool,
  traceIdOf,
  wrapJson,
  type SpanSpec,
} from '../../support/span-builder.ts';
import { ask, buildStore, type BuiltStore } from '../../support/store-builder.ts';

type Said = readonly [role: string, text: string];

const said = (messages: readonly Said[]) =>
  JSON.stringify(messages.map(([role, content]) => ({ role, parts: [{ type: 'text', content }] })));

function call(spec: SpanSpec, input: readonly Said[], output: readonly Said[]): SpanSpec {
  const attributes = {
    'gen_ai.input.messages': said(input),
    'gen_ai.output.messages': said(output),
    ...spec.attributes,
  };
  return chat({ ...spec, attributes });
}

const FIRST: readonly Said[] = [['user', 'where is my order?']];
const ANSWER: Said = ['assistant', 'which one?'];
const SECOND: readonly Said[] = [...FIRST, ANSWER, ['user', 'the red one']];

async function knownOf({ context }: BuiltStore, id: string, session = traceIdOf('t1')): Promise<number> {
  return (await ask(getSpan, { id: session, span_id: spanIdOf(id) }, context)).messages.input_known;
}

describe('get_span', () => {
  it('answers messages, tools and facts as one shape', async () => {
    const { context, write } = buildStore();
    await write([
      call(
        {
          trace: 't1',
          id: 'llm1',
          start: 10,
          attributes: {
            'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'be kind' }]),
            'gen_ai.response.id': 'r1',
            'gen_ai.tool.definitions': JSON.stringify([
              { type: 'function', name: 'lookup', description: 'finds', parameters: { type: 'object' } },
            ]),
          },
        },
        FIRST,
        [ANSWER],
      ),
      tool({
        trace: 't1',
        id: 'tool1',
        start: 20,
        tool: 'lookup',
        call: 'c1',
        attributes: { 'gen_ai.tool.call.arguments': '{"id":"7"}', 'gen_ai.tool.call.result': 'on its way' },
      }),
    ]);
    const span = await ask(getSpan, { id: traceIdOf('t1'), span_id: spanIdOf('llm1') }, context);
    expect(span).toMatchObject({
      session_id: traceIdOf('t1'),
      vocabulary: 'gen-ai',
      otlp_kind: 'internal',
      response_id: 'r1',
      scope: { name: 'test' },
      messages: {
        system: [{ type: 'text', content: 'be kind' }],
        input: [{ role: 'user', parts: [{ type: 'text', content: 'where is my order?' }] }],
        output: [{ role: 'assistant', parts: [{ type: 'text', content: 'which one?' }] }],
        input_known: 0,
      },
      tool_definitions: [{ name: 'lookup', description: 'finds', parameters: { type: 'object' } }],
    });
    expect(span.item).toMatchObject({ span_id: spanIdOf('llm1'), kind: 'llm.chat' });
    const used = await ask(getSpan, { id: traceIdOf('t1'), span_id: spanIdOf('tool1') }, context);
    expect(used).toMatchObject({ arguments: { id: '7' }, result: 'on its way', tool_call_id: 'c1' });
  });

  it('answers messages that came as log records, the details event for what the span lacks, and no event of its own', async () => {
    const { context, store, write } = buildStore();
    await write([
      chat({ trace: 't1', id: 'llm1' }),
      chat({ trace: 't1', id: 'llm2', start: 500, attributes: { 'gen_ai.input.messages': said(SECOND) } }),
    ]);
    const logs = callLogs({ trace: 't1', span: 'llm1' }, [['user', 'where is my order?']], 'which one?');
    const toolCalls = [{ id: 'c9', type: 'function', function: { name: 'lookup', arguments: '{"id":7}' } }];
    const calling = {
      trace: 't1',
      span: 'llm1',
      at: 9,
      event: 'gen_ai.choice',
      body: { message: { tool_calls: toolCalls } },
    };
    const parts = [{ type: 'text', content: 'it is red' }];
    const details = {
      trace: 't1',
      span: 'llm2',
      event: 'gen_ai.client.inference.operation.details',
      attributes: {
        'gen_ai.input.messages': said([['user', 'ignored: the span has its own']]),
        'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts, finish_reason: 'stop' }]),
      },
    };
    await store.write(buildLogs([...logs, calling, details]), { forwards: false });
    const first = await ask(getSpan, { id: traceIdOf('t1'), span_id: spanIdOf('llm1') }, context);
    expect(first.events).toEqual([]);
    expect(first.messages).toMatchObject({
      input: [{ role: 'user', parts: [{ type: 'text', content: 'where is my order?' }] }],
      output: [
        { role: 'assistant', parts: [{ type: 'text', content: 'which one?' }], finish_reason: 'stop' },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'c9', name: 'lookup', arguments: { id: 7 } }] },
      ],
    });
    const second = await ask(getSpan, { id: traceIdOf('t1'), span_id: spanIdOf('llm2') }, context);
    expect(second.messages.input).toHaveLength(3);
    expect(second.messages.output).toMatchObject([{ role: 'assistant', parts, finish_reason: 'stop' }]);
  });

  it('answers every attribute as received, with its type', async () => {
    const { context, store } = buildStore();
    const attributes = [
      { key: 'text', value: { stringValue: 'a\u0000<b>' } },
      { key: 'yes', value: { boolValue: true } },
      { key: 'whole', value: { intValue: '7' } },
      { key: 'large', value: { intValue: '9007199254740993' } },
      { key: 'double', value: { doubleValue: 7 } },
      { key: 'bytes', value: { bytesValue: 'AP8=' } },
      { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }] } } },
      { key: 'map', value: { kvlistValue: { values: [{ key: '__proto__', value: { stringValue: 'x' } }] } } },
      { key: 'nothing', value: {} },
      { key: '__proto__', value: { stringValue: 'polluted' } },
    ];
    const span = {
      traceId: traceIdOf('t1'),
      spanId: spanIdOf('a'),
      name: 'n',
      kind: 3,
      startTimeUnixNano: `${BEGIN_MS}000001`,
      endTimeUnixNano: `${BEGIN_MS}000002`,
      attributes,
      events: [{ name: 'e', timeUnixNano: `${BEGIN_MS}000001`, attributes: attributes.slice(0, 1) }],
      links: [{ traceId: traceIdOf('t2'), spanId: spanIdOf('b'), attributes: attributes.slice(2, 3) }],
      status: { code: 2, message: 'broke' },
    };
    const json = {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'desk' } }] },
          schemaUrl: 'https://example.test/r',
          scopeSpans: [{ scope: { name: 'lib', version: '1' }, schemaUrl: 'https://example.test/s', spans: [span] }],
        },
      ],
    };
    await store.write(wrapJson(json), { forwards: false });
    const answer = await getSpan.run({ id: traceIdOf('t1'), span_id: spanIdOf('a') }, context);
    expect(answer.attributes.map(({ key, type, value }) => [key, type, JSON.stringify(value)])).toEqual([
      ['text', 'string', '"a\\u0000<b>"'],
      ['yes', 'bool', 'true'],
      ['whole', 'int', '7'],
      ['large', 'int', '"9007199254740993"'],
      ['double', 'double', '7'],
      ['bytes', 'bytes', '"AP8="'],
      ['list', 'array', '[1,"x"]'],
      ['map', 'kvlist', '{"__proto__":"x"}'],
      ['nothing', 'empty', 'null'],
      ['__proto__', 'string', '"polluted"'],
    ]);
    expect(answer).toMatchObject({
      status_message: 'broke',
      otlp_kind: 'client',
      item: { status: 'error', duration_ms: 0.000001 },
      events: [{ name: 'e', time_unix_nano: `${BEGIN_MS}000001`, attributes: [{ key: 'text' }] }],
      links: [{ trace_id: traceIdOf('t2'), span_id: spanIdOf('b'), attributes: [{ key: 'whole', value: 7 }] }],
      resource: { attributes: [{ key: 'service.name', value: 'desk' }], schema_url: 'https://example.test/r' },
      scope: { name: 'lib', version: '1', schema_url: 'https://example.test/s' },
    });
    expect(answer.otlp).toMatchObject(json);
  });

  it('does not shorten what is long and survives what is deep', async () => {
    const { context, write } = buildStore();
    const long = 'x'.repeat(300_000);
    const deep = `${'['.repeat(5000)}1${']'.repeat(5000)}`;
    await write([
      tool({
        trace: 't1',
        id: 'a',
        attributes: { 'gen_ai.tool.call.arguments': deep, 'gen_ai.tool.call.result': long },
      }),
    ]);
    const answer = await ask(getSpan, { id: traceIdOf('t1'), span_id: spanIdOf('a') }, context);
    expect(answer.result).toBe(long);
    expect(answer.attributes.find(({ key }) => key === 'gen_ai.tool.call.arguments')?.value).toBe(deep);
  });

  it.each([
    [{ id: traceIdOf('t1'), span_id: 'ffffffffffffffff' }, 'NOT_FOUND'],
    [{ id: 'nobody', span_id: spanIdOf('a') }, 'NOT_FOUND'],
    [{ id: traceIdOf('t1'), span_id: 'XYZ' }, 'INVALID_REQUEST'],
  ])('refuses %j with %s', async (params, code) => {
    const { context, write } = buildStore();
    await write([{ trace: 't1', id: 'a' }]);
    await expect(ask(getSpan, params, context)).rejects.toMatchObject({ code });
  });
});

describe('input_known', () => {
  it('counts what the call before sent and received', async () => {
    const built = buildStore();
    await built.write([
      call({ trace: 't1', id: 'llm1', start: 10 }, FIRST, [ANSWER]),
      chat({ trace: 't1', id: 'llm2', start: 500, attributes: { 'gen_ai.input.messages': said(SECOND) } }),
    ]);
    expect(await knownOf(built, 'llm1')).toBe(0);
    expect(await knownOf(built, 'llm2')).toBe(2);
  });

  it('knows a message again that is written in another JSON and without its reasoning', async () => {
    const built = buildStore();
    const output = [
      {
        parts: [
          { content: 'hm', type: 'reasoning' },
          { content: 'which one?', type: 'text' },
        ],
        role: 'assistant',
      },
    ];
    await built.write([
      chat({
        trace: 't1',
        id: 'llm1',
        start: 10,
        attributes: { 'gen_ai.input.messages': said(FIRST), 'gen_ai.output.messages': JSON.stringify(output, null, 2) },
      }),
      chat({ trace: 't1', id: 'llm2', start: 500, attributes: { 'gen_ai.input.messages': said(SECOND) } }),
    ]);
    expect(await knownOf(built, 'llm2')).toBe(2);
  });

  it('stops at the first message that differs in text or role', async () => {
    const built = buildStore();
    await built.write([
      call({ trace: 't1', id: 'llm1', start: 10 }, SECOND, [ANSWER]),
      call({ trace: 't1', id: 'llm2', start: 500 }, [...FIRST, ['user', 'which one?'], ['user', 'the red one']], []),
      call({ trace: 't1', id: 'llm3', start: 900 }, [['user', 'a summary']], []),
    ]);
    expect(await knownOf(built, 'llm2')).toBe(1);
    expect(await knownOf(built, 'llm3')).toBe(0);
  });

  it('compares with the same agent and not with another one that spoke in between', async () => {
    const built = buildStore();
    const session = { 'session.id': 's1' };
    await built.write([
      agent({ trace: 't1', id: 'planner', agent: 'planner', start: 0, end: 900, attributes: session }),
      call({ trace: 't1', id: 'llm1', parent: 'planner', start: 10 }, FIRST, [ANSWER]),
      agent({ trace: 't1', id: 'other', parent: 'planner', agent: 'other', start: 100, end: 300 }),
      call({ trace: 't1', id: 'llmX', parent: 'other', start: 110 }, [['user', 'unlike']], []),
    ]);
    await built.write([
      agent({ trace: 't2', id: 'again', agent: 'planner', start: 1000, end: 1900, attributes: session }),
      call({ trace: 't2', id: 'llm2', parent: 'again', start: 1010 }, SECOND, []),
    ]);
    expect(await knownOf(built, 'llmX', 's1')).toBe(0);
    expect(await knownOf(built, 'llm2', 's1')).toBe(2);
  });

  it('does not take the other description of the same call for an earlier call', async () => {
    const built = buildStore();
    await built.write([
      call({ trace: 't1', id: 'outer', start: 0, end: 300 }, SECOND, [ANSWER]),
      call({ trace: 't1', id: 'inner', parent: 'outer', start: 5, end: 290 }, SECOND, [ANSWER]),
    ]);
    expect(await knownOf(built, 'inner')).toBe(0);
    expect(await knownOf(built, 'outer')).toBe(0);
    const response = { 'gen_ai.response.id': 'r1' };
    await built.write([
      call({ trace: 't2', id: 'one', start: 5, end: 290, attributes: response }, SECOND, [ANSWER]),
      call({ trace: 't2', id: 'twin', start: 6, end: 290, attributes: response }, SECOND, [ANSWER]),
    ]);
    expect(await knownOf(built, 'twin', traceIdOf('t2'))).toBe(0);
    await built.write([
      call({ trace: 't3', id: 'named', start: 5, end: 290, attributes: response }, SECOND, [ANSWER]),
      call({ trace: 't3', id: 'nameless', start: 6, end: 289 }, SECOND, [ANSWER]),
    ]);
    expect(await knownOf(built, 'nameless', traceIdOf('t3'))).toBe(0);
  });

  it('survives spans that are each other’s parent', async () => {
    const built = buildStore();
    await built.write([
      call({ trace: 't1', id: 'a', parent: 'b', start: 0 }, FIRST, []),
      call({ trace: 't1', id: 'b', parent: 'a', start: 1 }, SECOND, []),
    ]);
    expect(await knownOf(built, 'b')).toBe(0);
  });

  it('finds the call before behind many of other agents, and gives up behind very many', async () => {
    for (const [others, known] of [
      [100, 2],
      [1100, 0],
    ] as const) {
      const built = buildStore();
      const attributes = (name: string) => ({ 'gen_ai.agent.name': name });
      await built.write([
        call({ trace: 't1', id: 'llm1', start: 0, attributes: attributes('planner') }, FIRST, [ANSWER]),
        ...Array.from({ length: others }, (_, index) =>
          chat({ trace: 't1', id: `o${index}`, start: 1 + index, attributes: attributes('worker') }),
        ),
        call({ trace: 't1', id: 'llm2', start: 5000, attributes: attributes('planner') }, SECOND, []),
      ]);
      expect(await knownOf(built, 'llm2')).toBe(known);
    }
  });

  it('finds the call before among thousands of spans', async () => {
    const built = buildStore();
    const many = (from: number) =>
      Array.from({ length: 1500 }, (_, index) => ({ trace: 't1', id: `s${from + index}`, start: from + index }));
    await built.write(many(0));
    await built.write([call({ trace: 't1', id: 'llm1', start: 1500 }, FIRST, [ANSWER])]);
    await built.write(many(2000));
    await built.write([call({ trace: 't1', id: 'llm2', start: 4000 }, SECOND, [])]);
    expect(await knownOf(built, 'llm2')).toBe(2);
  });
});
