/**
 * Messages out of whatever was written where messages belong: the conventions' own shape, provider requests and responses
 * (OpenAI, Anthropic, Gemini), LangChain's serialised objects, or a plain text. Nothing is refused: what has no known
 * shape becomes one text, so that a reader still sees what was sent.
 */
import type { Message } from '../model/message.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { isObject, parseJson, type Json } from './parse-json.ts';
import { isPlaceholder } from './read-value.ts';
import { isPart, toParts } from './parse-parts.ts';

/** @param role of a message that does not name its own. */
export function toMessages(value: unknown, role: string): readonly Message[] {
  return read(value, role, NESTING_MAX);
}

/** A request inside an array inside JSON inside JSON: deeper than that is no message list. */
const NESTING_MAX = 6;

function read(value: unknown, role: string, depth: number): readonly Message[] {
  if (depth === 0 || value === null || value === undefined) return [];
  if (typeof value === 'string') return readString(value, role, depth);
  if (Array.isArray(value)) return readArray(value, role, depth);
  if (!isObject(value)) return [textMessage(role, JSON.stringify(value))];
  const container = readContainer(value, role, depth);
  if (container !== null) return container;
  return [isMessage(value) || isPart(value) ? toMessage(value, role) : textMessage(role, JSON.stringify(value))];
}

function readString(text: string, role: string, depth: number): readonly Message[] {
  if (text === '' || isPlaceholder(text)) return [];
  const first = text.trimStart().charAt(0);
  const parsed = first === '{' || first === '[' || first === '"' ? parseJson(text, Infinity) : undefined;
  if (parsed === undefined || typeof parsed === 'number') return [textMessage(role, text)];
  // An object that only happens to be JSON, such as a tool's answer, is the message's text.
  if (isObject(parsed) && !isMessage(parsed) && readContainer(parsed, role, depth - 1) === null) {
    return [textMessage(role, text)];
  }
  return read(parsed, role, depth - 1);
}

function readArray(values: readonly unknown[], role: string, depth: number): readonly Message[] {
  if (values.length > 0 && values.every(isPart))
    return [{ role, name: null, parts: toParts(values), finish_reason: null }];
  return values.flatMap((value) => read(value, role, depth - 1));
}

function isMessage(value: Json): boolean {
  return MESSAGE_KEYS.some((key) => value[key] !== undefined && (key !== 'kwargs' || !isEmpty(value[key])));
}

/** Langfuse's decorator writes a function's arguments as `{"args": […], "kwargs": {}}`, where LangChain writes a message. */
function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

const MESSAGE_KEYS: readonly string[] = [
  'role',
  'parts',
  'content',
  'contents',
  'tool_calls',
  'kwargs',
  'data',
  'text',
  'function_call',
];

/** Objects around messages; null where the object is none of them. */
function readContainer(value: Json, role: string, depth: number): readonly Message[] | null {
  if ((value['role'] !== undefined && value['messages'] === undefined) || isPart(value)) return null;
  if (Array.isArray(value['choices'])) return value['choices'].flatMap((choice) => readChoice(choice, depth));
  if (Array.isArray(value['candidates'])) return value['candidates'].flatMap((choice) => readChoice(choice, depth));
  if (Array.isArray(value['generations'])) return read(value['generations'], 'assistant', depth - 1);
  const system = value['system'] ?? value['instructions'] ?? value['system_instruction'] ?? value['systemInstruction'];
  // Google's ADK wraps what starts a run.
  if (isObject(value['new_message'])) return read(value['new_message'], role, depth - 1);
  for (const key of REQUEST_KEYS) {
    const inner = value[key];
    if (inner === undefined || inner === null) continue;
    if (key !== 'messages' && !Array.isArray(inner) && typeof inner !== 'string' && !isObject(inner)) continue;
    if (key === 'prompt' && typeof inner !== 'string' && !Array.isArray(inner)) continue;
    if (key === 'output' && !Array.isArray(inner) && typeof inner !== 'string') continue;
    const found = read(inner, key === 'output' ? 'assistant' : role, depth - 1);
    // A response of the Responses API repeats the instructions it was given.
    if (found.length > 0) return key === 'output' ? found : [...read(system, 'system', depth - 1), ...found];
  }
  // The second is Gemini's `Content` in a response without candidates, as Google's ADK shows it.
  if (isObject(value['message']) || isObject(value['content'])) return readChoice(value, depth);
  return null;
}

/** `contents` is Gemini's, `input` the Responses API's and LangChain's, `output` the Responses API's answer. */
const REQUEST_KEYS: readonly string[] = ['messages', 'contents', 'prompt', 'input', 'output'];

function readChoice(choice: unknown, depth: number): readonly Message[] {
  if (!isObject(choice)) return [];
  const finish = choice['finish_reason'] ?? choice['finishReason'];
  const inner = choice['message'] ?? choice['content'] ?? choice['text'];
  return read(inner, 'assistant', depth - 1).map((message) =>
    message.finish_reason === null && typeof finish === 'string'
      ? { ...message, finish_reason: normalizeFinishReason(finish) }
      : message,
  );
}

function toMessage(value: Json, defaultRole: string): Message {
  const inner = isObject(value['kwargs']) ? value['kwargs'] : isObject(value['data']) ? value['data'] : value;
  const role = roleOf(value, inner, defaultRole);
  const finish = inner['finish_reason'] ?? inner['stop_reason'] ?? value['finish_reason'];
  return {
    role,
    name: typeof inner['name'] === 'string' ? inner['name'] : null,
    parts: toParts(inner, role),
    finish_reason: typeof finish === 'string' && finish !== '' ? normalizeFinishReason(finish) : null,
  };
}

function roleOf(value: Json, inner: Json, defaultRole: string): string {
  const { id } = value;
  // LangChain names the class: `id: ["langchain_core", "messages", "HumanMessage"]`.
  const className: unknown = Array.isArray(id) ? id.at(-1) : undefined;
  for (const named of [value['role'], inner['role'], className, inner['type'], value['type']]) {
    if (typeof named !== 'string' || named === '') continue;
    const known = ROLES.get(named.toLowerCase());
    if (known !== undefined) return known;
    if (named === value['role']) return named;
  }
  return defaultRole;
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['system', 'system'],
  ['systemmessage', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['humanmessage', 'user'],
  ['humanmessagechunk', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['aimessage', 'assistant'],
  ['aimessagechunk', 'assistant'],
  ['model', 'assistant'],
  ['function_call', 'assistant'],
  ['reasoning', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['toolmessage', 'tool'],
  ['function_call_output', 'tool'],
  ['function_call_result', 'tool'],
]);

export function textMessage(role: string, content: string): Message {
  return { role, name: null, parts: [{ type: 'text', content }], finish_reason: null };
}
