/**
 * Contents of GenAI spans: `gen_ai.input.messages` and its kin on the span or its details event; loose are the indexed
 * keys up to 1.36, the per-message events, and whole prompts as one JSON.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { Message, SpanContents } from '../model/message.ts';
import type { Span, SpanEvent } from '../model/span.ts';
import { isObject, toPlain, type Json } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { toParts } from './parse-parts.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { isPlaceholder } from './read-value.ts';
import type { SpanInContext } from './vocabulary.ts';

export function readGenAiContents({ span }: SpanInContext): Partial<SpanContents> {
  const details = findDetails(span);
  const attributes: AttributeMap = details === null ? span.attributes : new Map([...details, ...span.attributes]);
  return {
    system: toParts(plainOf(attributes, 'gen_ai.system_instructions')),
    input: toMessages(plainOf(attributes, 'gen_ai.input.messages'), 'user'),
    output: toMessages(plainOf(attributes, 'gen_ai.output.messages'), 'assistant'),
    tool_definitions: toToolDefinitions(
      plainOf(attributes, 'gen_ai.tool.definitions') ?? plainOf(attributes, 'gen_ai.request.tools'),
    ),
    arguments: firstPlain(attributes, ARGUMENT_KEYS),
    result: firstPlain(attributes, RESULT_KEYS),
  };
}

export const DETAILS_EVENT = 'gen_ai.client.inference.operation.details';

/** What the details events of a span say; Strands (1.62) sends one for each thing it has to say. Of two the first is right. */
export function findDetails({ events }: Span): AttributeMap | null {
  if (events.length === 0) return null;
  const details = events.filter(({ name }) => name === DETAILS_EVENT);
  if (details.length <= 1) return details[0]?.attributes ?? null;
  return new Map(details.toReversed().flatMap(({ attributes }) => [...attributes]));
}

/** Whether an event of this name, on a span or as a log record, holds contents. */
export function isGenAiEvent(name: string): boolean {
  return name === DETAILS_EVENT || EVENT_ROLES.has(name);
}

const ARGUMENT_KEYS: readonly string[] = [
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.args', // OpenLIT
  'gen_ai.tool.input',
  'tool_arguments', // pydantic-ai v2
];
const RESULT_KEYS: readonly string[] = ['gen_ai.tool.call.result', 'gen_ai.tool.output', 'tool_response'];

export function readGenAiLooseContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  const events = readEvents(span);
  return {
    input: firstMessages(
      () => readIndexed(attributes, 'gen_ai.prompt.', 'user'),
      () => events.input,
      () => toMessages(plainOf(attributes, 'gen_ai.prompt'), 'user'),
    ),
    output: firstMessages(
      () => readIndexed(attributes, 'gen_ai.completion.', 'assistant'),
      () => events.output,
      () => toMessages(plainOf(attributes, 'gen_ai.completion'), 'assistant'),
    ),
    tool_definitions: readIndexedTools(attributes),
  };
}

function firstMessages(...sources: readonly (() => readonly Message[])[]): readonly Message[] {
  for (const source of sources) {
    const messages = source();
    if (messages.length > 0) return messages;
  }
  return [];
}

/** An attribute as plain data; undefined where it is missing or only says that it was redacted. */
export function plainOf(attributes: AttributeMap, key: string): unknown {
  const value = attributes.get(key);
  return typeof value === 'string' && isPlaceholder(value) ? undefined : (toPlain(value) ?? undefined);
}

export function firstPlain(attributes: AttributeMap, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = plainOf(attributes, key);
    if (value !== undefined && value !== '') return value;
  }
  return null;
}

const INDEX_MAX = 4096;

/** Messages in a row that may be missing: an SDK's limit of 128 attributes, or a filter, leaves out some of them. */
export const MISSING_MAX = 4;

/** `gen_ai.prompt.0.role`, `.content`, `.tool_calls.0.name`, …: Traceloop and other instrumentations up to 1.36. */
function readIndexed(attributes: AttributeMap, prefix: string, role: string): readonly Message[] {
  const messages: Message[] = [];
  let missing = 0;
  for (let index = 0; index < INDEX_MAX; index++) {
    const at = `${prefix}${index}.`;
    const calls = readIndexedCalls(attributes, `${at}tool_calls.`);
    const fields: Json = {
      role: plainOf(attributes, `${at}role`),
      content: bodyOf(attributes, `${at}content`),
      tool_call_id: plainOf(attributes, `${at}tool_call_id`),
      finish_reason: plainOf(attributes, `${at}finish_reason`),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    };
    if (Object.values(fields).every((field) => field === undefined)) {
      if (++missing > MISSING_MAX) break;
      continue;
    }
    missing = 0;
    const functionName = plainOf(attributes, `${at}function_call.name`);
    const functionCall = { name: functionName, arguments: plainOf(attributes, `${at}function_call.arguments`) };
    messages.push(
      ...toMessages({ role, ...defined(fields), ...(functionName ? { function_call: functionCall } : {}) }, role),
    );
  }
  return messages;
}

/**
 * The body of one message: a text as it stands, even where it looks like JSON, unless it is a list of parts. `null` written
 * out is what @traceloop/instrumentation-openai 0.22 makes of a message with tool calls only.
 */
function bodyOf(attributes: AttributeMap, key: string): unknown {
  const text = attributes.get(key);
  if (text === 'null') return '';
  if (typeof text !== 'string') return plainOf(attributes, key);
  const plain = text.startsWith('[') ? toPlain(text) : undefined;
  return Array.isArray(plain) && plain.length > 0 && plain.every(isObject)
    ? plain
    : isPlaceholder(text)
      ? undefined
      : text;
}

function readIndexedCalls(attributes: AttributeMap, prefix: string): readonly Json[] {
  const calls: Json[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const name = plainOf(attributes, `${prefix}${index}.name`);
    if (name === undefined) break;
    const id = plainOf(attributes, `${prefix}${index}.id`);
    calls.push({ type: 'function', id, name, arguments: plainOf(attributes, `${prefix}${index}.arguments`) });
  }
  return calls;
}

function defined(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function readIndexedTools(attributes: AttributeMap): SpanContents['tool_definitions'] {
  const tools: Json[] = [];
  for (let index = 0; index < INDEX_MAX; index++) {
    const at = `llm.request.functions.${index}.`;
    const name = plainOf(attributes, `${at}name`);
    if (name === undefined) break;
    tools.push({
      name,
      description: plainOf(attributes, `${at}description`),
      // JavaScript spells it `arguments` (@traceloop/instrumentation-openai 0.22).
      parameters: plainOf(attributes, `${at}parameters`) ?? plainOf(attributes, `${at}arguments`),
    });
  }
  return toToolDefinitions(tools);
}

/** Span events up to 1.36, in order of time: `gen_ai.user.message`, …, `gen_ai.choice`; before 1.28 `gen_ai.content.*`. */
function readEvents(span: Span): { readonly input: readonly Message[]; readonly output: readonly Message[] } {
  const input: Message[] = [];
  const output: Message[] = [];
  for (const event of [...span.events].sort(byTime)) {
    const role = EVENT_ROLES.get(event.name);
    if (role === undefined) continue;
    if (event.name === 'gen_ai.choice') output.push(...readEvent(event, role));
    else if (event.name === 'gen_ai.content.completion') output.push(...readWhole(event, 'gen_ai.completion', role));
    else if (event.name === 'gen_ai.content.prompt') input.push(...readWhole(event, 'gen_ai.prompt', role));
    else input.push(...readEvent(event, role));
  }
  return { input, output };
}

const EVENT_ROLES: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
  ['gen_ai.choice', 'assistant'],
  ['gen_ai.content.prompt', 'user'],
  ['gen_ai.content.completion', 'assistant'],
]);

function byTime(a: SpanEvent, b: SpanEvent): number {
  return a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : 0;
}

function readWhole({ attributes }: SpanEvent, key: string, role: string): readonly Message[] {
  return toMessages(plainOf(attributes, key), role);
}

function readEvent({ attributes }: SpanEvent, role: string): readonly Message[] {
  // Semantic Kernel puts the whole body into one attribute.
  const body = plainOf(attributes, 'gen_ai.event.content');
  const fields = isObject(body) ? body : fieldsOf(attributes);
  const inner = fields['message'];
  const message = isObject(inner)
    ? inner
    : typeof inner === 'string' || Array.isArray(inner)
      ? { content: inner }
      : fields;
  const finish = fields['finish_reason'];
  const id = message['id'] ?? fields['id'];
  return toMessages(
    {
      ...message,
      role: message['role'] ?? role,
      ...(role === 'tool' && typeof id === 'string' ? { tool_call_id: id } : {}),
      ...(typeof finish === 'string' ? { finish_reason: finish } : {}),
    },
    role,
  );
}

const EVENT_FIELDS: readonly string[] = ['role', 'message', 'tool_calls', 'id', 'name', 'finish_reason'];

function fieldsOf(attributes: AttributeMap): Json {
  const fields = EVENT_FIELDS.map((key) => [key, plainOf(attributes, key)] as const);
  return defined({ ...Object.fromEntries(fields), content: bodyOf(attributes, 'content') });
}
