/**
 * Pydantic AI writes the GenAI conventions, whose names came late: before version 3 of its format an agent's run is named by
 * `agent_name` alone, and what a run said in all stands in one JSON of its own in every version. Version 1 wrote messages as events
 * in JSON. Tokens of a run are a sum over its calls, which is known by its place above them.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { Message, SpanContents } from '../model/message.ts';
import { plainOf } from './gen-ai-contents.ts';
import { toIdentity } from './identity.ts';
import { isObject } from './parse-json.ts';
import { textMessage, toMessages } from './parse-messages.ts';
import { toToolDefinitions } from './parse-tools.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export const pydanticAi: Vocabulary = {
  name: 'pydantic-ai',
  score({ span, scope }) {
    if (scope.name !== SCOPE) return 0;
    return SIGNATURE_KEYS.some((key) => span.attributes.has(key)) ? 2 : 0;
  },
  read({ span: { attributes } }) {
    const isRun = attributes.has('agent_name') && !attributes.has('gen_ai.tool.name');
    return { kind: isRun ? 'agent' : null, agentName: toIdentity(attributes.get('agent_name')) };
  },
  readContents: readPydanticContents,
  readLooseContents: () => ({}),
};

const SCOPE = 'pydantic-ai';
const SIGNATURE_KEYS: readonly string[] = ['model_request_parameters', 'agent_name', 'events'];

function readPydanticContents({ span, scope }: SpanInContext): Partial<SpanContents> {
  if (scope.name !== SCOPE) return {};
  const { attributes } = span;
  const conversation = readEvents(attributes, 'pydantic_ai.all_messages');
  if (conversation.length > 0) return splitAtAnswer(conversation, attributes);
  const messages = readEvents(attributes, 'events');
  const parameters = plainOf(attributes, 'model_request_parameters');
  const offered = isObject(parameters) ? parameters['function_tools'] : undefined;
  return {
    input: messages.filter(({ role }) => role !== 'choice'),
    output: messages.filter(({ role }) => role === 'choice').map((message) => ({ ...message, role: 'assistant' })),
    tool_definitions: toToolDefinitions(offered),
  };
}

/** What the agent said last is its answer; where it ended with an object, that is. */
function splitAtAnswer(messages: readonly Message[], attributes: AttributeMap): Partial<SpanContents> {
  const last = messages.at(-1);
  if (last?.role === 'assistant') return { input: messages.slice(0, -1), output: [last] };
  const result = attributes.get('final_result');
  return { input: messages, output: typeof result === 'string' ? [textMessage('assistant', result)] : [] };
}

/** Messages of the conventions, or those of version 1: `{"event.name": "gen_ai.user.message", content, role}`. */
function readEvents(attributes: AttributeMap, key: string): readonly Message[] {
  const value = plainOf(attributes, key);
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isObject(entry) || entry['event.name'] !== 'gen_ai.choice') return toMessages(entry, 'user');
    return toMessages(entry['message'], 'choice').map((message) => ({ ...message, role: 'choice' }));
  });
}
