/**
 * One answer of the fake model in the provider's two shapes. The streamed shape ends with a chunk that has usage and no
 * choices, as OpenAI sends it for `stream_options.include_usage`.
 */
import type { ChatChunk, ChatMessage, ChatUsage, FinishReason } from './chat.ts';

export interface Answer {
  readonly id: string;
  readonly model: string;
  readonly message: ChatMessage & { readonly role: 'assistant' };
  readonly finishReason: FinishReason;
  readonly usage: ChatUsage;
}

export function buildCompletion(answer: Answer): Readonly<Record<string, unknown>> {
  const { id, model, message, finishReason, usage } = answer;
  const choices = [{ index: 0, message, finish_reason: finishReason, logprobs: null }];
  return { id, object: 'chat.completion', model, choices, usage };
}

export function buildChunks(answer: Answer): readonly ChatChunk[] {
  const deltas = [...textDeltas(answer.message.content ?? ''), ...toolDeltas(answer.message.tool_calls ?? [])];
  const base = { id: answer.id, object: 'chat.completion.chunk', model: answer.model } as const;
  return [
    ...deltas.map((delta) => ({
      ...base,
      choices: [{ index: 0 as const, delta, finish_reason: null }],
      usage: null,
    })),
    { ...base, choices: [{ index: 0, delta: {}, finish_reason: answer.finishReason }], usage: null },
    { ...base, choices: [], usage: answer.usage },
  ];
}

type Delta = ChatChunk['choices'][number]['delta'];

function textDeltas(text: string): readonly Delta[] {
  return (text.match(/(?:\S+\s*){1,8}/g) ?? []).map((content) => ({ content }));
}

function toolDeltas(calls: NonNullable<Answer['message']['tool_calls']>): readonly Delta[] {
  return calls.flatMap(({ id, type, function: { name, arguments: args } }, index): readonly Delta[] => [
    { tool_calls: [{ index, id, type, function: { name, arguments: '' } }] },
    ...(args.match(/[^]{1,40}/g) ?? []).map((part) => ({ tool_calls: [{ index, function: { arguments: part } }] })),
  ]);
}
