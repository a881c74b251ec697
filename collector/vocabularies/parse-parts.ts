/**
 * The parts of one message, from every provider's way of writing them. A part of an unknown type is kept verbatim; bytes
 * of images and sounds are not: they stay in the span, and here stands only that there was one.
 */
import type { MessagePart } from '../model/message.ts';
import { isObject, parseJson, type Json } from './parse-json.ts';
import { isPlaceholder } from './read-value.ts';

/** @param value a message object, a list of parts, or a text. */
export function toParts(value: unknown, role = ''): readonly MessagePart[] {
  if (typeof value === 'string') return toText(value);
  if (Array.isArray(value)) return value.flatMap(toPart);
  return isObject(value) ? fromMessage(value, role) : [];
}

/** Whether an element of a list is a part rather than a message. */
export function isPart(value: unknown): boolean {
  if (!isObject(value) || value['role'] !== undefined) return false;
  const { type } = value;
  return typeof type === 'string' ? PART_READERS.has(type) : isBareToolCall(value);
}

/** The AI SDK's `ai.response.toolCalls`, which has no type. */
function isBareToolCall(value: Json): boolean {
  return typeof value['toolCallId'] === 'string' && typeof value['toolName'] === 'string';
}

function fromMessage(message: Json, role: string): readonly MessagePart[] {
  if (isPart(message)) return toPart(message);
  const body = message['parts'] ?? message['content'] ?? message['contents'] ?? message['text'];
  const callId = message['tool_call_id'] ?? message['toolCallId'];
  const parts = toParts(message['reasoning_content'] ?? message['reasoning']).map(asReasoning);
  // The conventions' parts of a tool say their own type, except where LiteLLM (1.110) makes texts of them.
  const isBare = message['parts'] === undefined || callId !== undefined;
  if (role === 'tool' && isBare && !bringsOwnParts(body)) {
    if (body !== undefined && body !== null) parts.push(response(callId, fold(body)));
  } else if (isObject(body)) parts.push(...toPart(body));
  else parts.push(...toParts(body));
  const calls = callsOf(message);
  if (Array.isArray(calls)) for (const call of calls) if (!hasCall(parts, call)) parts.push(...toPart(call));
  if (isObject(message['function_call']))
    parts.push(...toPart({ type: 'function', function: message['function_call'] }));
  if (typeof message['refusal'] === 'string') parts.push(...toText(message['refusal']));
  return parts;
}

/** LangChain's messages up to 0.1, and Langfuse's callback for it, keep OpenAI's calls as the client got them. */
function callsOf(message: Json): unknown {
  const calls = message['tool_calls'] ?? message['toolCalls'];
  if (Array.isArray(calls) && calls.length > 0) return calls;
  const raw = message['additional_kwargs'];
  return isObject(raw) ? (raw['tool_calls'] ?? calls) : calls;
}

/** AI SDK, Anthropic and Bedrock put the answers of tools into a list of their own part type, with the call's id inside. */
function bringsOwnParts(body: unknown): boolean {
  return (
    Array.isArray(body) &&
    body.some(
      (part) =>
        isObject(part) &&
        (part['toolResult'] !== undefined ||
          part['toolResponse'] !== undefined ||
          (typeof part['type'] === 'string' && OWN_TYPES.has(part['type']))),
    )
  );
}

/* The last two are calls, which Koog (August 2025) shows under the role `tool`. */
const OWN_TYPES: ReadonlySet<string> = new Set([
  'tool-result',
  'tool_result',
  'tool_call_response',
  'function',
  'tool_call',
]);

/** Anthropic through LangChain writes each call twice: as a content part and in `tool_calls`. */
function hasCall(parts: readonly MessagePart[], call: unknown): boolean {
  const id = isObject(call) ? call['id'] : undefined;
  return typeof id === 'string' && parts.some((part) => part.type === 'tool_call' && part.id === id);
}

/** A tool's answer given as text parts is one text. */
function fold(body: unknown): unknown {
  if (typeof body === 'string') return parseArguments(body);
  if (!Array.isArray(body)) return body;
  const parts = body.flatMap(toPart);
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.content] : []));
  return texts.length === body.length ? parseArguments(texts.join('\n')) : body;
}

function asReasoning(part: MessagePart): MessagePart {
  return part.type === 'text' ? { type: 'reasoning', content: part.content } : part;
}

function toPart(value: unknown): readonly MessagePart[] {
  if (typeof value === 'string') return toText(value);
  if (!isObject(value)) return value === null || value === undefined ? [] : [{ type: 'other', value }];
  const { type } = value;
  const reader = typeof type === 'string' ? PART_READERS.get(type) : readUntyped;
  return reader?.(value) ?? readUntyped(value) ?? [{ type: 'other', value }];
}

type PartReader = (part: Json) => readonly MessagePart[] | null;

/** Gemini's parts have no type, and LangChain's and older tool calls none either. */
function readUntyped(part: Json): readonly MessagePart[] | null {
  const call = part['functionCall'] ?? part['function_call'];
  if (isObject(call)) return readCall(call);
  const answer = part['functionResponse'] ?? part['function_response'];
  if (isObject(answer)) return [response(answer['id'] ?? null, answer['response'] ?? null)];
  // Genkit.
  if (isObject(part['toolRequest'])) return readCall({ ...part['toolRequest'], id: part['toolRequest']['ref'] });
  if (isObject(part['toolResponse'])) return readAnswer({ ...part['toolResponse'], id: part['toolResponse']['ref'] });
  if (typeof part['reasoning'] === 'string') return [reasoning(part['reasoning'])];
  // Bedrock's Converse API, which Strands passes on.
  if (isObject(part['toolUse'])) return readCall({ ...part['toolUse'], id: part['toolUse']['toolUseId'] });
  if (isObject(part['toolResult'])) return readAnswer({ ...part['toolResult'], id: part['toolResult']['toolUseId'] });
  if (typeof part['text'] === 'string')
    return part['thought'] === true ? [reasoning(part['text'])] : toText(part['text']);
  const data = part['inlineData'] ?? part['inline_data'] ?? part['fileData'] ?? part['file_data'];
  if (isObject(data)) return readMedia(data, null);
  if (isBareToolCall(part) && (part['result'] ?? part['output']) !== undefined) return readAnswer(part);
  const named = part['name'] ?? part['toolName'];
  const given = part['args'] ?? (part['toolName'] === undefined ? undefined : part['input']);
  if (isObject(part['function']) || (named !== undefined && given !== undefined)) return readCall(part);
  // Microsoft.Extensions.AI puts what it has no part for into `{type: <class>, content: <object>}`.
  if (part['type'] === 'Microsoft.Extensions.AI.TextReasoningContent' && isObject(part['content'])) {
    return readReasoning(part['content']);
  }
  return null;
}

const readText: PartReader = (part) => {
  const text = part['content'] ?? part['text'] ?? part['refusal'];
  return typeof text === 'string' ? toText(text) : isObject(text) ? readText(text) : null;
};

const readReasoning: PartReader = (part) => {
  const text = part['content'] ?? part['text'] ?? part['thinking'] ?? part['summary'];
  if (typeof text === 'string') return text === '' || isPlaceholder(text) ? [] : [reasoning(text)];
  return Array.isArray(text) ? text.flatMap(toPart).map(asReasoning) : [];
};

const readCall: PartReader = (part) => {
  const call = isObject(part['function']) ? part['function'] : part;
  const name = call['name'] ?? part['toolName'];
  if (typeof name !== 'string') return null;
  const id = part['call_id'] ?? part['callId'] ?? part['toolCallId'] ?? part['id'];
  const given = call['arguments'] ?? call['input'] ?? call['args'] ?? part['parameters'] ?? null;
  return [
    {
      type: 'tool_call',
      id: toId(id),
      // That there was a call is known also where a hook redacted which.
      name: isPlaceholder(name) ? '' : name,
      arguments: typeof given === 'string' ? parseArguments(given) : given,
    },
  ];
};

const readAnswer: PartReader = (part) => {
  const callId = part['call_id'] ?? part['callId'];
  const id = callId ?? part['id'] ?? part['tool_use_id'] ?? part['toolCallId'] ?? part['tool_call_id'];
  // Conventions before 1.38 spell `response` as `result`.
  const given = part['response'] ?? part['result'] ?? part['output'] ?? part['content'] ?? null;
  // AI SDK from v5: `output: {type: 'text' | 'json', value}`.
  const answer = isObject(given) && typeof given['type'] === 'string' && 'value' in given ? given['value'] : given;
  // @openai/agents 0.20: `output: {type: 'text', text}`.
  const text = isObject(answer) && answer['type'] === 'text' ? answer['text'] : answer;
  return [response(id, fold(text))];
};

const readImage: PartReader = (part) => readMedia(part, 'image');
const readAudio: PartReader = (part) => readMedia(part, 'audio');
const readFile: PartReader = (part) => readMedia(part, null);

function readMedia(part: Json, modality: string | null): readonly MessagePart[] {
  const source = MEDIA_KEYS.map((key) => part[key]).find(isObject) ?? part;
  const mime = firstString(source, MIME_KEYS) ?? firstString(part, MIME_KEYS);
  const place = firstString(source, PLACE_KEYS) ?? firstString(part, MEDIA_KEYS);
  const given = part['modality'] ?? modality ?? mime?.split('/', 1)[0] ?? 'file';
  const inline = place?.startsWith('data:') ?? false;
  return [
    {
      type: 'media',
      modality: typeof given === 'string' ? given : 'file',
      mime_type: mime ?? (inline ? mimeOfDataUri(place ?? '') : null),
      uri: inline || place === null ? null : place,
    },
  ];
}

const MEDIA_KEYS: readonly string[] = ['image_url', 'image', 'source', 'input_audio', 'audio', 'file'];
const MIME_KEYS: readonly string[] = ['mime_type', 'mimeType', 'media_type', 'mediaType'];
const PLACE_KEYS: readonly string[] = ['url', 'uri', 'file_id', 'fileUri', 'file_uri'];

function mimeOfDataUri(uri: string): string | null {
  const end = uri.slice(0, 200).search(/[;,]/);
  return end > 5 ? uri.slice(5, end) : null;
}

function firstString(value: Json, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = value[key];
    if (typeof text === 'string' && text !== '') return text;
  }
  return null;
}

const PART_READERS: ReadonlyMap<string, PartReader> = new Map<string, PartReader>([
  ['text', readText],
  ['input_text', readText],
  ['output_text', readText],
  ['summary_text', readText],
  ['refusal', readText],
  ['reasoning', readReasoning],
  ['thinking', readReasoning],
  ['tool_call', readCall],
  ['tool-call', readCall],
  ['tool_use', readCall],
  ['function', readCall],
  ['function_call', readCall],
  ['tool_call_response', readAnswer],
  ['tool_result', readAnswer],
  ['tool-result', readAnswer],
  ['function_call_output', readAnswer],
  ['function_call_result', readAnswer], // @openai/agents
  ['image', readImage],
  ['image_url', readImage],
  ['input_image', readImage],
  ['audio', readAudio],
  ['input_audio', readAudio],
  ['blob', readFile],
  ['file', readFile],
  ['input_file', readFile],
  ['uri', readFile],
  ['document', readFile],
]);

function toText(text: string): readonly MessagePart[] {
  return text === '' || isPlaceholder(text) ? [] : [{ type: 'text', content: text }];
}

function reasoning(content: string): MessagePart {
  return { type: 'reasoning', content };
}

function response(id: unknown, given: unknown): MessagePart {
  return { type: 'tool_call_response', id: toId(id), response: given };
}

function toId(id: unknown): string | null {
  return typeof id === 'string' && id !== '' && !isPlaceholder(id) ? id : null;
}

/** Arguments are JSON in a text almost always; where they are cut off or no JSON, the text stands. */
export function parseArguments(text: string): unknown {
  // `{}` is a placeholder elsewhere; here it is a call without arguments.
  if (text !== '{}' && isPlaceholder(text)) return null;
  const first = text.trimStart().charAt(0);
  if (first !== '{' && first !== '[' && first !== '"') return text;
  return parseJson(text, Infinity) ?? text;
}
