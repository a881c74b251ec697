/** The fake model as a client sees it: whole and streamed answers are one answer, and refusals depend on the attempt only. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../examples/chat.ts';
import { startFakeModel, type FakeModel } from '../../examples/fake-model.ts';
import { streamChat } from '../../examples/model-client.ts';
import { Pace } from '../../examples/pace.ts';
import { call, say } from '../../examples/script.ts';

let model: FakeModel;
beforeAll(async () => {
  model = await startFakeModel(new Pace(0));
  model.teach('talk', [
    { ...call('look_up', { word: 'späte "Zeile"\n' }, 'One moment.'), reasoningTokens: 64 },
    {
      ...say('Done.'),
      faults: [{ status: 429, type: 'rate_limit_exceeded', message: 'slower', retryAfterSeconds: 2 }],
    },
  ]);
});
afterAll(() => model.close());

function ask(script: string, ...messages: ChatRequest['messages']): ChatRequest {
  return { model: 'gpt-5-mini', messages, tools: [], max_completion_tokens: 99, stream: false, metadata: { script } };
}

async function post(request: ChatRequest): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${model.url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(request) });
}

const QUESTION = { role: 'user', content: 'What does it mean?' } as const;
const REPLY = { role: 'assistant', content: 'One moment.' } as const;

describe('fake model', () => {
  it('streams the answer that it gives whole', async () => {
    const request = ask('talk', QUESTION);
    const whole: unknown = await (await post(request)).json();
    const streamed = await streamChat(model.url, request, 0);
    expect(whole).toEqual({
      object: 'chat.completion',
      id: streamed.id,
      model: 'gpt-5-mini-2025-08-07',
      choices: [{ index: 0, message: streamed.message, finish_reason: streamed.finishReason, logprobs: null }],
      usage: streamed.usage,
    });
    expect(streamed.message.tool_calls?.map(({ function: { arguments: args } }) => JSON.parse(args))).toEqual([
      { word: 'späte "Zeile"\n' },
    ]);
    expect(streamed.usage.completion_tokens).toBeGreaterThan(64);
  });

  it('refuses the first attempt and answers the second', async () => {
    const request = ask('talk', QUESTION, REPLY);
    await expect(streamChat(model.url, request, 0)).rejects.toMatchObject({
      status: 429,
      type: 'rate_limit_exceeded',
      retryAfterMs: 2000,
    });
    await expect(streamChat(model.url, request, 1)).resolves.toMatchObject({ message: { content: 'Done.' } });
  });

  it('reads from the cache what the request before sent, in steps of 128 from 1,024 tokens', async () => {
    const long = { role: 'user', content: 'a'.repeat(4 * 1500) } as const;
    const first = await streamChat(model.url, ask('talk', long), 0);
    const second = await streamChat(model.url, ask('talk', long, REPLY), 1);
    const short = await streamChat(model.url, ask('talk', QUESTION, REPLY), 1);
    const cached = [first, second, short].map(({ usage }) => usage.prompt_tokens_details.cached_tokens);
    expect(cached).toEqual([0, 1408, 0]);
  });

  it.each([
    ['a conversation that nobody taught', ask('unknown', QUESTION), 400],
    ['a conversation that is over', ask('talk', QUESTION, REPLY, REPLY), 400],
  ])('refuses %s', async (_name, request, status) => {
    expect((await post(request)).status).toBe(status);
  });
});
