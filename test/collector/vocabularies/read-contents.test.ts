/** Messages from every shape they have in the wild, and which of several shapes on one span is taken. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Message, MessagePart, SpanContents } from '../../../collector/model/message.ts';
import { readContents } from '../../../collector/vocabularies/read-contents.ts';
import { readTitle } from '../../../collector/vocabularies/read-title.ts';
import { readSystemPrompt } from '../../../collector/vocabularies/system-prompt.ts';
import { buildContext, type Attributes, type ContextSpec } from './span-context.ts';

const read = (attributes: Attributes, rest: ContextSpec = {}): SpanContents =>
  readContents(buildContext({ ...rest, attributes }));

const text = (content: string): MessagePart => ({ type: 'text', content });
const say = (role: string, content: string): Message => ({
  role,
  name: null,
  parts: [text(content)],
  finish_reason: null,
});
const call: MessagePart = { type: 'tool_call', id: 'c1', name: 'search', arguments: { q: 'x' } };
const response: MessagePart = { type: 'tool_call_response', id: 'c1', response: { hits: 2 } };

/** One conversation: a question, a call, its answer. */
const CONVERSATION: readonly Message[] = [
  say('user', 'Find x'),
  { role: 'assistant', name: null, parts: [call], finish_reason: null },
  { role: 'tool', name: null, parts: [response], finish_reason: null },
];

const CONVENTION = [
  { role: 'user', parts: [{ type: 'text', content: 'Find x' }] },
  { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'search', arguments: { q: 'x' } }] },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { hits: 2 } }] },
];
const OPENAI = [
  { role: 'user', content: 'Find x' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"x"}' } }],
  },
  { role: 'tool', tool_call_id: 'c1', content: '{"hits":2}' },
];
const ANTHROPIC = [
  { role: 'user', content: [{ type: 'text', text: 'Find x' }] },
  { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'search', input: { q: 'x' } }] },
  { role: 'tool', content: [{ type: 'tool_result', tool_use_id: 'c1', content: '{"hits":2}' }] },
];
const GEMINI = [
  { role: 'user', parts: [{ text: 'Find x' }] },
  { role: 'model', parts: [{ functionCall: { id: 'c1', name: 'search', args: { q: 'x' } } }] },
  { role: 'tool', parts: [{ functionResponse: { id: 'c1', name: 'search', response: { hits: 2 } } }] },
];
const AI_SDK = [
  { role: 'user', content: [{ type: 'text', text: 'Find x' }] },
  { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: { q: 'x' } }] },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: 'c1', toolName: 'search', output: { type: 'json', value: { hits: 2 } } },
    ],
  },
];
const BEDROCK = [
  { role: 'user', content: [{ text: 'Find x' }] },
  { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'search', input: { q: 'x' } } }] },
  { role: 'tool', content: [{ toolResult: { toolUseId: 'c1', content: '{"hits":2}' } }] },
];
const LANGCHAIN = [
  { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'HumanMessage'], kwargs: { content: 'Find x' } },
  {
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', 'AIMessage'],
    kwargs: { content: '', tool_calls: [{ name: 'search', args: { q: 'x' }, type: 'tool_call', id: 'c1' }] },
  },
  {
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', 'ToolMessage'],
    kwargs: { content: '{"hits":2}', tool_call_id: 'c1' },
  },
];
const RESPONSES = [
  { role: 'user', content: [{ type: 'input_text', text: 'Find x' }] },
  { type: 'function_call', call_id: 'c1', id: 'fc_1', name: 'search', arguments: '{"q":"x"}' },
  { type: 'function_call_output', call_id: 'c1', output: '{"hits":2}' },
];

const SHAPES: readonly (readonly [string, readonly unknown[]])[] = [
  ['the conventions', CONVENTION],
  ['OpenAI', OPENAI],
  ['Anthropic', ANTHROPIC],
  ['Gemini', GEMINI],
  ['the AI SDK', AI_SDK],
  ['Bedrock', BEDROCK],
  ['LangChain', LANGCHAIN],
];

describe('input messages', () => {
  it.each(SHAPES)('in the shape of %s are the same conversation', (_, messages) => {
    expect(read({ 'gen_ai.input.messages': JSON.stringify(messages) }).input).toEqual(CONVERSATION);
  });

  it.each(SHAPES)('in the shape of %s, encoded twice, are the same conversation', (_, messages) => {
    expect(read({ 'gen_ai.input.messages': JSON.stringify(JSON.stringify(messages)) }).input).toEqual(CONVERSATION);
  });

  it.each(SHAPES)('in the shape of %s inside a whole request are the same conversation', (_, messages) => {
    const request = JSON.stringify({ model: 'm', messages });
    expect(read({ 'openinference.span.kind': 'LLM', 'input.value': request }).input).toEqual(CONVERSATION);
  });

  it('in the shape of the Responses API are the same parts', () => {
    const { input } = read({ 'gen_ai.input.messages': JSON.stringify(RESPONSES) });
    expect(input.flatMap(({ parts }) => parts)).toEqual(CONVERSATION.flatMap(({ parts }) => parts));
  });

  it('may come as structured attributes', () => {
    const structured = [
      new Map<string, Attributes[string]>([
        ['role', 'user'],
        ['content', 'Find x'],
      ]),
    ];
    expect(read({ 'gen_ai.input.messages': structured }).input).toEqual([say('user', 'Find x')]);
  });

  it('that are a bare text are what the user said', () => {
    expect(read({ 'gen_ai.input.messages': 'Find x' }).input).toEqual([say('user', 'Find x')]);
  });

  it.each(['<REDACTED>', '[REDACTED]', '__REDACTED__', '<not serializable>', 'N/A', '{}', ''])(
    'that are %s are none',
    (value) => {
      expect(read({ 'gen_ai.input.messages': value }).input).toEqual([]);
    },
  );

  it('before 1.37 stand in indexed attributes', () => {
    const { input } = read({
      'gen_ai.system': 'openai',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': 'Find x',
      'gen_ai.prompt.1.role': 'assistant',
      'gen_ai.prompt.1.tool_calls.0.id': 'c1',
      'gen_ai.prompt.1.tool_calls.0.name': 'search',
      'gen_ai.prompt.1.tool_calls.0.arguments': '{"q":"x"}',
      'gen_ai.prompt.2.role': 'tool',
      'gen_ai.prompt.2.tool_call_id': 'c1',
      'gen_ai.prompt.2.content': '{"hits":2}',
    });
    expect(input).toEqual(CONVERSATION);
  });

  it('before 1.37 stand in events, in order of time', () => {
    const events = [
      ['gen_ai.user.message', { content: 'Find x' }],
      [
        'gen_ai.assistant.message',
        { tool_calls: '[{"id":"c1","type":"function","function":{"name":"search","arguments":"{}"}}]' },
      ],
      ['gen_ai.tool.message', { id: 'c1', content: '{"hits":2}' }],
      ['gen_ai.choice', { index: 0, finish_reason: 'stop', message: '{"role":"assistant","content":"Two."}' }],
    ] as const;
    const { input, output } = read({ 'gen_ai.system': 'openai' }, { events });
    expect(input.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
    expect(input[2]).toEqual(CONVERSATION[2]);
    expect(output).toEqual([{ ...say('assistant', 'Two.'), finish_reason: 'stop' }]);
  });

  it('before 1.28 stand whole in one event', () => {
    const events = [
      ['gen_ai.content.prompt', { 'gen_ai.prompt': JSON.stringify(OPENAI) }],
      ['gen_ai.content.completion', { 'gen_ai.completion': '[{"role":"assistant","content":"Two."}]' }],
    ] as const;
    const { input, output } = read({ 'gen_ai.system': 'openai' }, { events });
    expect(input).toEqual(CONVERSATION);
    expect(output).toEqual([say('assistant', 'Two.')]);
  });

  it('may stand on the details event', () => {
    const details = { 'gen_ai.input.messages': JSON.stringify(CONVENTION) };
    const events = [['gen_ai.client.inference.operation.details', details]] as const;
    expect(read({ 'gen_ai.operation.name': 'chat' }, { events }).input).toEqual(CONVERSATION);
  });

  it('of OpenInference are indexed, with parts', () => {
    const at = 'llm.input_messages.0.message';
    const { input } = read({
      [`${at}.role`]: 'user',
      [`${at}.contents.0.message_content.type`]: 'text',
      [`${at}.contents.0.message_content.text`]: 'What is it?',
      [`${at}.contents.1.message_content.type`]: 'image',
      [`${at}.contents.1.message_content.image.image.url`]: 'data:image/png;base64,AAAA',
    });
    const image: MessagePart = { type: 'media', modality: 'image', mime_type: 'image/png', uri: null };
    expect(input).toEqual([{ role: 'user', name: null, parts: [text('What is it?'), image], finish_reason: null }]);
  });

  it('of an unknown shape are shown as they stand', () => {
    const unknown = '{"args":["Find x"]}';
    expect(read({ 'openinference.span.kind': 'LLM', 'input.value': unknown }).input).toEqual([say('user', unknown)]);
    expect(read({ 'gen_ai.input.messages': `[${unknown}]` }).input).toEqual([say('user', unknown)]);
  });

  it('of llama_index are one list of prompts', () => {
    expect(read({ 'llm.model_name': 'm', 'llm.prompts': '["Find x"]' }).input).toEqual([say('user', 'Find x')]);
  });

  it('of Koog show calls under the role of the tool', () => {
    const calls = '[{"type":"function","id":"c1","function":{"name":"search","arguments":"{\\"q\\":\\"x\\"}"}}]';
    const { input } = read({ 'gen_ai.system': 'x', 'gen_ai.prompt.0.role': 'tool', 'gen_ai.prompt.0.content': calls });
    expect(input.flatMap(({ parts }) => parts)).toEqual([call]);
  });

  it('that are JSON a user wrote stay a text', () => {
    const json = '{"a":1}';
    expect(read({ 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': json }).input).toEqual([
      say('user', json),
    ]);
    expect(
      read({ 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': '[1,2]' }).input,
    ).toEqual([say('user', '[1,2]')]);
  });
});

describe('precedence on one span', () => {
  const sources: readonly (readonly [string, Attributes])[] = [
    ['gen_ai.input.messages', { 'gen_ai.input.messages': '[{"role":"user","content":"1"}]' }],
    ['OpenInference', { 'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': '2' }],
    ['gen_ai.prompt.N', { 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': '3' }],
    ['gen_ai.prompt', { 'gen_ai.prompt': '[{"role":"user","content":"4"}]' }],
    ['input.value', { 'openinference.span.kind': 'LLM', 'input.value': '[{"role":"user","content":"5"}]' }],
  ];

  it.each(sources.map(([name], index) => [name, index] as const))('%s goes before all after it', (_, index) => {
    const attributes = Object.assign({}, ...sources.slice(index).map(([, own]) => own)) as Attributes;
    expect(read(attributes).input).toEqual([say('user', String(index + 1))]);
  });
});

describe('the system prompt', () => {
  it.each<[string, Attributes]>([
    ['instructions', { 'gen_ai.system_instructions': '[{"type":"text","content":"Be kind."}]' }],
    ['instructions that are a text', { 'gen_ai.system_instructions': 'Be kind.' }],
    [
      'the first message',
      { 'gen_ai.input.messages': '[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"}]' },
    ],
    ['a developer message', { 'gen_ai.input.messages': '[{"role":"developer","content":"Be kind."}]' }],
    [
      'the request',
      {
        'openinference.span.kind': 'LLM',
        'input.value': '{"system":"Be kind.","messages":[{"role":"user","content":"Hi"}]}',
      },
    ],
  ])('is read from %s', (_, attributes) => {
    const context = buildContext({ attributes });
    expect(readSystemPrompt(context)).toBe('Be kind.');
    expect(readContents(context).input.every(({ role }) => role !== 'system')).toBe(true);
  });

  it('leaves later system messages where they were said', () => {
    const messages = [...OPENAI.slice(0, 1), { role: 'system', content: 'Now obey.' }];
    const contents = read({ 'gen_ai.input.messages': JSON.stringify(messages) });
    expect(contents.system).toEqual([]);
    expect(contents.input).toEqual([say('user', 'Find x'), say('system', 'Now obey.')]);
  });

  it('is none where none was captured', () => {
    expect(readSystemPrompt(buildContext({}))).toBeNull();
  });
});

describe('output messages', () => {
  it.each<[string, Attributes]>([
    [
      'the conventions',
      {
        'gen_ai.output.messages':
          '[{"role":"assistant","parts":[{"type":"text","content":"Two."}],"finish_reason":"stop"}]',
      },
    ],
    [
      'indexed keys',
      {
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.content': 'Two.',
        'gen_ai.completion.0.finish_reason': 'end_turn',
      },
    ],
    [
      'a raw OpenAI response',
      {
        'openinference.span.kind': 'LLM',
        'output.value':
          '{"id":"x","choices":[{"message":{"role":"assistant","content":"Two."},"finish_reason":"stop"}]}',
      },
    ],
    [
      'a raw Gemini response',
      {
        'openinference.span.kind': 'LLM',
        'output.value': '{"candidates":[{"content":{"role":"model","parts":[{"text":"Two."}]},"finishReason":"STOP"}]}',
      },
    ],
    [
      'an answer with its reason',
      { 'gen_ai.system': 'x', 'gen_ai.completion': '{"text":"Two.","finish_reason":"stop"}' },
    ],
  ])('of %s are read', (_, attributes) => {
    expect(read(attributes).output).toEqual([{ ...say('assistant', 'Two.'), finish_reason: 'stop' }]);
  });

  it('keep reasoning apart and parts of unknown types verbatim', () => {
    const parts = [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'Two.' },
      { type: 'hologram', a: 1 },
    ];
    const { output } = read({ 'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', content: parts }]) });
    expect(output[0]?.parts).toEqual([
      { type: 'reasoning', content: 'Hm.' },
      text('Two.'),
      { type: 'other', value: { type: 'hologram', a: 1 } },
    ]);
  });
});

describe('arguments and result', () => {
  it.each<[string, Attributes]>([
    ['the conventions', { 'gen_ai.tool.call.arguments': '{"q":"x"}', 'gen_ai.tool.call.result': '{"hits":2}' }],
    ['pydantic-ai 2', { tool_arguments: '{"q":"x"}', tool_response: '{"hits":2}' }],
    ['OpenInference', { 'openinference.span.kind': 'TOOL', 'input.value': '{"q":"x"}', 'output.value': '{"hits":2}' }],
    ['hand-written spans', { input: '{"q":"x"}', output: '{"hits":2}' }],
    [
      'double encoding',
      { 'traceloop.entity.input': '"{\\"q\\":\\"x\\"}"', 'traceloop.entity.output': '"{\\"hits\\":2}"' },
    ],
  ])('of %s are read', (_, attributes) => {
    expect(read(attributes)).toMatchObject({ arguments: { q: 'x' }, result: { hits: 2 } });
  });

  it('are null where they were not captured', () => {
    expect(read({ 'gen_ai.tool.name': 't', 'gen_ai.tool.call.arguments': '[REDACTED]' })).toMatchObject({
      arguments: null,
      result: null,
    });
  });
});

describe('the title', () => {
  it.each<[string | null, Attributes]>([
    ['Find x', { 'gen_ai.input.messages': JSON.stringify(CONVENTION) }],
    [
      'Hi there',
      { 'gen_ai.input.messages': '[{"role":"system","content":"s"},{"role":"user","content":"  Hi\\n\\tthere "}]' },
    ],
    ['Find x', { 'openinference.span.kind': 'CHAIN', 'input.value': JSON.stringify({ messages: OPENAI }) }],
    [null, { 'gen_ai.input.messages': '[{"role":"assistant","content":"Hello"}]' }],
    [null, { 'gen_ai.tool.call.arguments': '{"q":"x"}' }],
    [null, {}],
  ])('is %s', (title, attributes) => {
    expect(readTitle(buildContext({ attributes }))).toBe(title);
  });

  it('has at most 200 characters and is well-formed', () => {
    const long = buildContext({
      attributes: { 'gen_ai.input.messages': JSON.stringify([{ role: 'user', content: '😀 '.repeat(300) }]) },
    });
    const title = readTitle(long) ?? '';
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title.length).toBeGreaterThan(190);
    expect(title.isWellFormed()).toBe(true);
    expect(title).not.toContain('\uFFFD');
  });
});

describe('hostile contents', () => {
  it('do not reach a prototype', () => {
    const evil = '[{"role":"user","content":"a","__proto__":{"polluted":true}},{"__proto__":null}]';
    read({ 'gen_ai.input.messages': evil, 'input.value': evil });
    read({
      'gen_ai.input.messages': [new Map<string, Attributes[string]>([['__proto__', new Map([['polluted', 'yes']])]])],
    });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each([
    ['lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['objects', `{"role":"user","content":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`],
    ['a text of brackets', JSON.stringify([{ role: 'user', content: '[{'.repeat(300) }])],
  ])('may nest %s as deep as they like', (kind, deep) => {
    const contents = read({ 'gen_ai.input.messages': deep, 'gen_ai.tool.call.arguments': deep });
    expect(contents.input).toEqual([say('user', kind === 'a text of brackets' ? '[{'.repeat(300) : deep)]);
    expect(() => JSON.stringify(contents)).not.toThrow();
  });

  it('never throw', () => {
    const keys = [
      'gen_ai.input.messages',
      'gen_ai.output.messages',
      'gen_ai.system_instructions',
      'gen_ai.tool.definitions',
    ];
    const more = ['gen_ai.prompt', 'input.value', 'output.value', 'gen_ai.prompt.0.content', 'openinference.span.kind'];
    const shaped = fc
      .constantFrom(...SHAPES.map(([, messages]) => messages))
      .chain((messages) => fc.subarray([...messages]).map((list) => JSON.stringify(list)));
    const entry = fc.tuple(
      fc.constantFrom(...keys, ...more),
      fc.oneof(fc.string(), fc.json(), shaped, fc.constant('LLM')),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const context = buildContext({ attributes: Object.fromEntries(entries) });
        const contents = readContents(context);
        const title = readTitle(context);
        return Array.isArray(contents.input) && (title === null || title.length <= 200);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what LangChain's callback for Langfuse writes", () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'search', arguments: '{"query":"x"}' } };
  const offered = {
    type: 'function',
    function: { name: 'search', description: 'Looks.', parameters: { type: 'object' } },
  };
  const readGeneration = (input: unknown, output: unknown) =>
    readContents(
      buildContext({
        attributes: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.input': JSON.stringify(input),
          'langfuse.observation.output': JSON.stringify(output),
        },
      }),
    );

  it('has its calls where LangChain keeps what its client got', () => {
    const answer = { role: 'assistant', content: '', additional_kwargs: { tool_calls: [call], refusal: null } };
    expect(readGeneration([{ role: 'user', content: 'Search.' }], answer).output).toMatchObject([
      { parts: [{ type: 'tool_call', id: 'call_1', name: 'search', arguments: { query: 'x' } }] },
    ]);
    // Beside calls of its own they are the same calls again.
    const both = { ...answer, tool_calls: [{ id: 'call_1', name: 'search', args: { query: 'x' }, type: 'tool_call' }] };
    expect(readGeneration([], both).output[0]?.parts).toHaveLength(1);
  });

  it('has the tools that were offered among its messages', () => {
    const messages = [
      { role: 'user', content: 'Search.' },
      { role: 'tool', content: 'Found.', tool_call_id: 'call_1' },
      { role: 'tool', content: offered },
    ];
    const { input, tool_definitions } = readGeneration(messages, 'Done.');
    expect(input.map(({ role }) => role)).toEqual(['user', 'tool']);
    expect(tool_definitions).toMatchObject([{ name: 'search', description: 'Looks.' }]);
  });

  it("is a function's arguments where its decorator wrote them", () => {
    expect(readGeneration({ args: ['x'], kwargs: {} }, 'Done.').input).toMatchObject([
      { parts: [{ type: 'text', content: '{"args":["x"],"kwargs":{}}' }] },
    ]);
  });
});
