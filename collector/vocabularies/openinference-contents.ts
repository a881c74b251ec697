/**
 * Contents of OpenInference spans: the indexed messages, and loosely `input.value` and `output.value`, which on a model's
 * span are the raw request and response, and on any other what went in and came out.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { Message, SpanContents } from '../model/message.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { isObject, type Json } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { parseArguments } from './parse-parts.ts';
import { toText } from './read-value.ts';
import { toToolDefinitions } from './parse-tools.ts';
import type { SpanInContext } from './vocabulary.ts';

export function readOpenInferenceContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  return {
    input: firstOf(
      complete(readIndexed(attributes, 'llm.input_messages.', 'user'), () =>
        toMessages(plainOf(attributes, 'input.value'), 'user'),
      ),
      readPrompts(attributes),
    ),
    output: firstOf(
      complete(readIndexed(attributes, 'llm.output_messages.', 'assistant'), () =>
        toMessages(plainOf(attributes, 'output.value'), 'assistant'),
      ),
      readCompletions(attributes),
    ),
    tool_definitions: readTools(attributes),
  };
}

export function readOpenInferenceLooseContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  if (toText(attributes.get('openinference.span.kind'))?.toUpperCase() === 'LLM') {
    const request = plainOf(attributes, 'input.value');
    return {
      input: toMessages(request, 'user'),
      output: toMessages(plainOf(attributes, 'output.value'), 'assistant'),
      tool_definitions: isObject(request) ? toToolDefinitions(request['tools']) : [],
    };
  }
  return {
    arguments: firstPlain(attributes, ['input.value', 'tool.parameters']),
    result: unwrapToolMessage(firstPlain(attributes, ['output.value'])),
  };
}

/** What a LangChain tool returned, out of the serialised `ToolMessage` that its span shows. */
function unwrapToolMessage(value: unknown): unknown {
  const inner = isObject(value) && isObject(value['output']) ? value['output'] : value;
  if (!isObject(inner) || inner['type'] !== 'constructor' || !isObject(inner['kwargs'])) return value;
  const { content } = inner['kwargs'];
  return typeof content === 'string' ? parseArguments(content) : (content ?? value);
}

/**
 * @arizeai/openinference-instrumentation-langchain 4.1 leaves out the text of messages that consist of parts, and the ids
 * of tool calls; the raw request beside them has both. Taken from there only where the two tell of the same messages.
 */
function complete(messages: readonly Message[], readRaw: () => readonly Message[]): readonly Message[] {
  if (!messages.some(isLacking)) return messages;
  const raw = readRaw();
  const agrees = raw.length === messages.length && raw.every(({ role }, index) => role === messages[index]?.role);
  return agrees ? messages.map((message, index) => (isLacking(message) ? (raw[index] ?? message) : message)) : messages;
}

function isLacking({ parts }: Message): boolean {
  return (
    parts.length === 0 ||
    parts.some((part) => (part.type === 'tool_call' || part.type === 'tool_call_response') && part.id === null)
  );
}

const INDEX_MAX = 4096;

function firstOf(messages: readonly Message[], fallback: readonly Message[]): readonly Message[] {
  return messages.length > 0 ? messages : fallback;
}

function readIndexed(attributes: AttributeMap, prefix: string, role: string): readonly Message[] {
  const messages: Message[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const message = readMessage(attributes, `${prefix}${index}.message.`);
    if (message === null) break;
    messages.push(...toMessages({ role, ...message }, role));
  }
  return messages;
}

function readMessage(attributes: AttributeMap, at: string): Json | null {
  const role = plainOf(attributes, `${at}role`);
  const contents = readParts(attributes, `${at}contents.`);
  // A text that looks like JSON is still the text that was sent: taken as it stands.
  const content = attributes.get(`${at}content`);
  const calls = readCalls(attributes, `${at}tool_calls.`);
  const functionName = plainOf(attributes, `${at}function_call_name`);
  if (role === undefined && contents.length === 0 && content === undefined && calls.length === 0) return null;
  const body = contents.length > 0 ? contents : content;
  return {
    ...(role === undefined ? {} : { role }),
    ...(body === undefined || body === '' ? {} : { content: body }),
    ...optional('name', plainOf(attributes, `${at}name`)),
    ...optional('tool_call_id', attributes.get(`${at}tool_call_id`)),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    ...(functionName === undefined
      ? {}
      : {
          function_call: {
            name: functionName,
            arguments: plainOf(attributes, `${at}function_call_arguments_json`),
          },
        }),
  };
}

function optional(key: string, value: unknown): Json {
  return value === undefined || value === null || value === '' ? {} : { [key]: value };
}

function readParts(attributes: AttributeMap, prefix: string): readonly Json[] {
  const parts: Json[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const at = `${prefix}${index}.message_content.`;
    const type = attributes.get(`${at}type`);
    const text = attributes.get(`${at}text`);
    if (type === undefined && text === undefined) break;
    const url = attributes.get(`${at}image.image.url`) ?? attributes.get(`${at}audio.audio.url`);
    parts.push({ type: type ?? 'text', ...optional('text', text), ...optional('url', url) });
  }
  return parts;
}

function readCalls(attributes: AttributeMap, prefix: string): readonly Json[] {
  const calls: Json[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const at = `${prefix}${index}.tool_call.`;
    const name = attributes.get(`${at}function.name`);
    if (name === undefined) break;
    const given = attributes.get(`${at}function.arguments`);
    calls.push({ type: 'function', id: attributes.get(`${at}id`), function: { name, arguments: given } });
  }
  return calls;
}

function readPrompts(attributes: AttributeMap): readonly Message[] {
  const indexed = readTexts(attributes, (index) => `llm.prompts.${index}.prompt.text`, 'user');
  return firstOf(indexed, toMessages(plainOf(attributes, 'llm.prompts'), 'user')); // one list in llama_index
}

function readCompletions(attributes: AttributeMap): readonly Message[] {
  return readTexts(attributes, (index) => `llm.choices.${index}.completion.text`, 'assistant');
}

function readTexts(attributes: AttributeMap, keyAt: (index: number) => string, role: string): readonly Message[] {
  const messages: Message[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const text = attributes.get(keyAt(index));
    if (typeof text !== 'string') break;
    messages.push(...toMessages({ role, content: text }, role));
  }
  return messages;
}

function readTools(attributes: AttributeMap): SpanContents['tool_definitions'] {
  const schemas: unknown[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const schema = plainOf(attributes, `llm.tools.${index}.tool.json_schema`);
    if (schema === undefined) break;
    schemas.push(schema);
  }
  return toToolDefinitions(schemas);
}
