/** The provider that recordings are made against: every API, streamed and whole, tells the ledger what it tells the client. */
import { afterEach, describe, expect, it } from 'vitest';

import type { Ledger } from '../fixtures/record/fake-provider/ledger.ts';
import { startFakeProvider, type FakeProvider } from '../fixtures/record/fake-provider/server.ts';

const providers: FakeProvider[] = [];
afterEach(async () => {
  for (const provider of providers.splice(0)) await provider.close();
});

const start = async (script = 'weather'): Promise<FakeProvider> => {
  const provider = await startFakeProvider({ script });
  providers.push(provider);
  return provider;
};

const QUESTION = 'How warm is it in Paris and in Oslo?';
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } } };
const TOOL = { name: 'get_weather', description: 'The weather.', parameters: PARAMETERS };

interface Dialect {
  readonly name: string;
  readonly path: string;
  readonly streamPath?: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly finish: string;
  readonly usage: Readonly<Record<string, number>>;
}

const DIALECTS: readonly Dialect[] = [
  {
    name: 'openai.chat',
    path: '/v1/chat/completions',
    body: {
      model: 'gpt-4o',
      stream_options: { include_usage: true },
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: QUESTION },
      ],
      tools: [{ type: 'function', function: TOOL }],
    },
    finish: 'tool_calls',
    usage: { input_uncached: 57, cache_read: 64, cache_write: 0, output: 31, reasoning: 8 },
  },
  {
    name: 'openai.responses',
    path: '/v1/responses',
    body: { model: 'gpt-4o', instructions: 'Be brief.', input: QUESTION, tools: [{ type: 'function', ...TOOL }] },
    finish: 'completed',
    usage: { input_uncached: 57, cache_read: 64, cache_write: 0, output: 31, reasoning: 8 },
  },
  {
    name: 'anthropic.messages',
    path: '/v1/messages',
    body: {
      model: 'claude-sonnet-4-5',
      system: 'Be brief.',
      messages: [{ role: 'user', content: QUESTION }],
      tools: [{ name: TOOL.name, description: TOOL.description, input_schema: PARAMETERS }],
    },
    finish: 'tool_use',
    usage: { input_uncached: 57, cache_read: 64, cache_write: 0, output: 39, reasoning: 0 },
  },
  {
    name: 'gemini.generate_content',
    path: '/v1beta/models/gemini-2.5-flash:generateContent',
    streamPath: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    body: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [{ role: 'user', parts: [{ text: QUESTION }] }],
      tools: [{ functionDeclarations: [TOOL] }],
    },
    finish: 'STOP',
    usage: { input_uncached: 57, cache_read: 64, cache_write: 0, output: 31, reasoning: 8 },
  },
];

const CASES = DIALECTS.flatMap((dialect) => [false, true].map((streaming) => ({ ...dialect, streaming })));

describe('the fake provider', () => {
  it.each(CASES)('speaks $name (streaming: $streaming) and keeps the ledger', async (dialect) => {
    const provider = await start();
    const answer = await ask(provider, dialect);
    expect(answer.split('"get_weather"').length - 1, answer).toBeGreaterThanOrEqual(2);
    const [call] = provider.ledger().calls;
    expect(call).toMatchObject({
      api: dialect.name,
      streaming: dialect.streaming,
      messages: [
        { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
        { role: 'user', parts: [{ type: 'text', text: QUESTION }] },
      ],
      tools: [TOOL],
      answer: {
        parts: [
          { type: 'tool_call', name: 'get_weather', arguments: { city: 'Paris' } },
          { type: 'tool_call', name: 'get_weather', arguments: { city: 'Oslo' } },
        ],
        finish_reason: dialect.finish,
        usage: dialect.usage,
      },
      error: null,
    });
    for (const part of call?.answer?.parts ?? []) if (part.type === 'tool_call') expect(answer).toContain(part.id);
  });

  it.each(CASES)('answers $name (streaming: $streaming) the same twice', async (dialect) => {
    const answers = [await ask(await start(), dialect), await ask(await start(), dialect)];
    expect(answers[0]).toBe(answers[1]);
  });

  it('plays the turns of a script and repeats a failure', async () => {
    const provider = await start();
    const messages: unknown[] = [{ role: 'user', content: QUESTION }];
    const tools = [{ type: 'function', function: TOOL }];
    const post = async (): Promise<Response> =>
      send(provider, '/v1/chat/completions', { model: 'gpt-4o', messages, tools });
    const { choices } = (await (await post()).json()) as {
      choices: { message: { tool_calls: { id: string }[] } }[];
    };
    const message = choices[0]?.message;
    messages.push(message);
    for (const { id } of message?.tool_calls ?? [])
      messages.push({ role: 'tool', tool_call_id: id, content: '{"celsius":18}' });
    expect(await (await post()).text()).toContain('It is 18 degrees');
    messages.push({ role: 'user', content: 'Please fail.' });
    for (let attempt = 0; attempt < 2; attempt++) expect((await post()).status).toBe(429);
    const ledger: Ledger = provider.ledger();
    expect(ledger.calls.map(({ error }) => error?.status ?? null)).toEqual([null, null, 429, 429]);
    expect(ledger.calls[1]?.messages.slice(1)).toMatchObject([
      { role: 'assistant', parts: [{ type: 'tool_call' }, { type: 'tool_call' }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_recorded_1_1', result: '{"celsius":18}' }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_recorded_1_2' }] },
    ]);
  });

  it('calls a tool by the name under which a plugin offers it', async () => {
    const provider = await start();
    const tools = ['Weather-get_weather', 'get_weather_forecast'].map((name) => ({ function: { ...TOOL, name } }));
    await send(provider, '/v1/chat/completions', {
      model: 'gpt-4o',
      messages: [{ role: 'user', content: QUESTION }],
      tools,
    });
    expect(provider.ledger().calls[0]?.answer?.parts).toMatchObject([
      { type: 'tool_call', name: 'Weather-get_weather' },
      { type: 'tool_call', name: 'Weather-get_weather' },
    ]);
  });

  it('ends a turn with a tool where the script says so, and hears of tools as from a user', async () => {
    const provider = await start('weather-final-answer');
    const tools = ['get_weather', 'final_answer'].map((name) => ({ function: { ...TOOL, name } }));
    const messages = [{ role: 'user', content: QUESTION }];
    for (let turn = 0; turn < 2; turn++) {
      await send(provider, '/v1/chat/completions', { model: 'gpt-4o', messages, tools });
      messages.push({ role: 'user', content: 'Observation: 18 in Paris, 4 in Oslo' });
    }
    expect(provider.ledger().calls.map(({ answer }) => answer?.parts[0])).toMatchObject([
      { type: 'tool_call', name: 'get_weather' },
      { type: 'tool_call', name: 'final_answer', arguments: { answer: expect.stringContaining('18 degrees') } },
    ]);
  });

  it('tells apart what is written to a cache and read from it', async () => {
    const provider = await start('weather-cached');
    await ask(provider, { ...(DIALECTS[2] as Dialect), streaming: false });
    expect(provider.ledger().calls[0]?.answer?.usage).toMatchObject({ cache_read: 0, cache_write: 1025 });
  });

  it('embeds, and knows no other paths', async () => {
    const provider = await start();
    const answer = await send(provider, '/v1/embeddings', { model: 'text-embedding-3-small', input: ['a', 'b'] });
    expect(await answer.json()).toMatchObject({ data: [{ index: 0 }, { index: 1 }], usage: { prompt_tokens: 14 } });
    expect((await send(provider, '/v1/unknown', {})).status).toBe(404);
    expect(provider.ledger().calls.map(({ api }) => api)).toEqual(['openai.embeddings']);
  });
});

async function ask(provider: FakeProvider, dialect: Dialect & { readonly streaming: boolean }): Promise<string> {
  const { path, streamPath, body, streaming } = dialect;
  const separate = streamPath !== undefined;
  const given = streaming && !separate ? { ...body, stream: true } : body;
  const answer = await send(provider, streaming && separate ? streamPath : path, given);
  expect(answer.headers.get('content-type')).toBe(streaming ? 'text/event-stream' : 'application/json');
  return answer.text();
}

async function send(provider: FakeProvider, path: string, body: unknown): Promise<Response> {
  return fetch(provider.url + path, { method: 'POST', body: JSON.stringify(body) });
}
