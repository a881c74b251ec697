/**
 * Contents of OpenInference spans: the indexed messages, and loosely `input.value` and `output.value`, which on a model's
 * span are the raw request and response, and on any other what went in and came out.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { Message, MessagePart, SpanContents } from '../model/message.ts';
import { firstPlain, plainOf, MISSING_MAX } from './gen-ai-contents.ts';
import { isObject, toPlain, type Json } from './parse-json.ts';
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
 * The raw request beside the indexed messages often says more: @arizeai/openinference-instrumentation-langchain 4.1 leaves
 * out the text of messages that consist of parts and the ids of tool calls; -anthropic 0.2 leaves out the system prompt, and
 * all but the last of several tools' answers. It is taken where it tells of everything that the indexed ones tell, and more.
 */
function complete(messages: readonly Message[], readRaw: () => readonly Message[]): readonly Message[] {
  if (messages.length === 0) return messages;
  const raw = withSystem(readRaw(), messages);
  const parts = raw.flatMap((message) => message.parts);
  if (parts.some(({ type }) => type === 'other') || !messages.every((message) => isToldIn(message, raw)))
    return messages;
  return weigh(raw) > weigh(messages) ? raw : messages;
}

/** -openai-agents 0.2 shows the input without the instructions, which stand among the indexed messages only. */
function withSystem(raw: readonly Message[], messages: readonly Message[]): readonly Message[] {
  const isSystem = ({ role }: Message): boolean => role === 'system';
  return raw.some(isSystem) ? raw : [...messages.filter(isSystem), ...raw];
}

function isToldIn({ parts }: Message, raw: readonly Message[]): boolean {
  return parts.every(
    (part) => part.type === 'reasoning' || raw.some((message) => message.parts.some((other) => tellsOf(other, part))),
  );
}

function tellsOf(a: MessagePart, b: MessagePart): boolean {
  if (a.type === 'text' && b.type === 'text') return a.content === b.content;
  if (a.type === 'tool_call' && b.type === 'tool_call') return a.name === b.name && (b.id === null || a.id === b.id);
  return a.type === b.type || (a.type === 'tool_call_response' && b.type === 'text');
}

/** Parts, and the ids of those that should have one. */
function weigh(messages: readonly Message[]): number {
  const parts = messages.flatMap((message) => message.parts);
  return (
    parts.length +
    parts.filter((part) => (part.type === 'tool_call' || part.type === 'tool_call_response') && part.id !== null).length
  );
}

const INDEX_MAX = 4096;

function firstOf(messages: readonly Message[], fallback: readonly Message[]): readonly Message[] {
  return messages.length > 0 ? messages : fallback;
}

function readIndexed(attributes: AttributeMap, prefix: string, role: string): readonly Message[] {
  const messages: Message[] = [];
  let missing = 0;
  for (let index = 0; index < INDEX_MAX; index++) {
    const message = readMessage(attributes, `${prefix}${index}.message.`);
    if (message === null) {
      if (++missing > MISSING_MAX) break;
      continue;
    }
    missing = 0;
    messages.push(...toMessages({ role, ...message }, role));
  }
  return messages;
}

function readMessage(attributes: AttributeMap, at: string): Json | null {
  const callId = textOf(attributes, `${at}tool_call_id`);
  // Anthropic's answers of tools come from the user.
  const role = callId === undefined ? plainOf(attributes, `${at}role`) : 'tool';
  const contents = readParts(attributes, `${at}contents.`);
  // A text that looks like JSON is still the text that was sent: taken as it stands.
  const content = textOf(attributes, `${at}content`);
  const calls = readCalls(attributes, `${at}tool_calls.`);
  const functionName = plainOf(attributes, `${at}function_call_name`);
  if (role === undefined && contents.length === 0 && content === undefined && calls.length === 0) return null;
  const body = contents.length > 0 ? contents : content;
  return {
    ...(role === undefined ? {} : { role }),
    ...(body === undefined || body === '' ? {} : { content: body }),
    ...optional('name', plainOf(attributes, `${at}name`)),
    ...optional('tool_call_id', callId),
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

/** A text as it stands, anything else as plain data: what is read must be ready for JSON. */
function textOf(attributes: AttributeMap, key: string): unknown {
  const value = attributes.get(key);
  return typeof value === 'string' ? value : (toPlain(value) ?? undefined);
}

function optional(key: string, value: unknown): Json {
  return value === undefined || value === null || value === '' ? {} : { [key]: value };
}

function readParts(attributes: AttributeMap, prefix: string): readonly Json[] {
  const parts: Json[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const at = `${prefix}${index}.message_content.`;
    const type = plainOf(attributes, `${at}type`);
    const text = textOf(attributes, `${at}text`);
    if (type === undefined && text === undefined) break;
    if (type === 'tool_use') {
      parts.push(...readPartCall(attributes, `${prefix}${index}.tool_call.`));
      continue;
    }
    const url = textOf(attributes, `${at}image.image.url`) ?? textOf(attributes, `${at}audio.audio.url`);
    parts.push({ type: type ?? 'text', ...optional('text', text), ...optional('url', url) });
  }
  return parts;
}

/** A call as a content part (instrumentation-anthropic 0.2); the same call stands among the message's `tool_calls`. */
function readPartCall(attributes: AttributeMap, at: string): readonly Json[] {
  const name = textOf(attributes, `${at}function.name`);
  const input = textOf(attributes, `${at}function.arguments`);
  return name === undefined ? [] : [{ type: 'tool_use', id: textOf(attributes, `${at}id`), name, input }];
}

function readCalls(attributes: AttributeMap, prefix: string): readonly Json[] {
  const calls: Json[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const at = `${prefix}${index}.tool_call.`;
    const name = textOf(attributes, `${at}function.name`);
    if (name === undefined) break;
    // Google's SDKs leave the key out where a tool takes no arguments.
    const given = textOf(attributes, `${at}function.arguments`) ?? '{}';
    calls.push({ type: 'function', id: textOf(attributes, `${at}id`), function: { name, arguments: given } });
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
