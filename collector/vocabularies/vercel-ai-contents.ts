/** Contents of the AI SDK's spans: prompts as JSON in one attribute, the answer in several. */
import type { AttributeMap } from '../model/attributes.ts';
import type { Message, SpanContents } from '../model/message.ts';
import { answerMessage } from './answer-message.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { toMessages } from './parse-messages.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { readText } from './read-value.ts';
import type { SpanInContext } from './vocabulary.ts';

export function readVercelAiContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  if (!attributes.has('ai.operationId')) return {};
  return {
    input: toMessages(plainOf(attributes, 'ai.prompt.messages') ?? plainOf(attributes, 'ai.prompt'), 'user'),
    output: readAnswer(attributes),
    tool_definitions: toToolDefinitions(plainOf(attributes, 'ai.prompt.tools')),
    arguments: firstPlain(attributes, ['ai.toolCall.args', 'ai.value', 'ai.values']),
    result: firstPlain(attributes, ['ai.toolCall.result']),
  };
}

/** Nothing stands loosely in this dialect. */
export function readVercelAiLooseContents(): Partial<SpanContents> {
  return {};
}

function readAnswer(attributes: AttributeMap): readonly Message[] {
  return answerMessage({
    reasoning: textOf(attributes, ['ai.response.reasoning']),
    text: textOf(attributes, ['ai.response.text', 'ai.result.text', 'ai.response.object', 'ai.result.object']),
    calls: firstPlain(attributes, ['ai.response.toolCalls', 'ai.result.toolCalls']),
    finishReason: readText(attributes, ['ai.response.finishReason', 'ai.finishReason']),
  });
}

/** The text as it stands, even where it looks like JSON. */
function textOf(attributes: AttributeMap, keys: readonly string[]): string {
  for (const key of keys) {
    const value = attributes.get(key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}
