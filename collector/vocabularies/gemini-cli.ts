/**
 * Gemini CLI (scope `gemini-cli`) writes the GenAI names with contents of its own: an answer in the pieces in which it was
 * streamed, a tool's arguments and result wrapped as messages, and the system prompt as JSON in JSON.
 */
import type { Message, MessagePart, SpanContents } from '../model/message.ts';
import { plainOf } from './gen-ai-contents.ts';
import { isObject } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export const geminiCli: Vocabulary = {
  name: 'gemini-cli',
  score: (context) => (isSpoken(context) ? 2 : 0),
  read: () => ({}),
  readContents: readGeminiCliContents,
  readLooseContents: () => ({}),
};

function isSpoken({ span, scope }: SpanInContext): boolean {
  return scope.name === 'gemini-cli' && span.attributes.has('gen_ai.operation.name');
}

function readGeminiCliContents(context: SpanInContext): Partial<SpanContents> {
  if (!isSpoken(context)) return {};
  const { attributes } = context.span;
  const given = plainOf(attributes, 'gen_ai.input.messages');
  const made = plainOf(attributes, 'gen_ai.output.messages');
  if (attributes.get('gen_ai.operation.name') === 'llm_call')
    return { output: joinPieces(toMessages(made, 'assistant')) };
  // Anything but a model's request: shown as what went in and came out, and never as messages.
  const response = isObject(made) && isObject(made['response']) ? made['response']['responseParts'] : undefined;
  return {
    arguments: isObject(given) ? (given['args'] ?? given) : (given ?? null),
    result: response ?? made ?? null,
  };
}

/** One message a chunk, all of the model's: one answer. */
export function joinPieces(messages: readonly Message[]): readonly Message[] {
  const [first] = messages;
  if (first === undefined || messages.some(({ role }) => role !== first.role)) return messages;
  const parts: MessagePart[] = [];
  for (const part of messages.flatMap((message) => message.parts)) {
    const last = parts.at(-1);
    if ((part.type === 'text' || part.type === 'reasoning') && last?.type === part.type)
      parts[parts.length - 1] = { type: part.type, content: last.content + part.content };
    else parts.push(part);
  }
  return [{ ...first, parts, finish_reason: messages.at(-1)?.finish_reason ?? null }];
}
