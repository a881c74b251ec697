/**
 * Langfuse's SDKs (`langfuse.observation.*`). Token buckets are disjoint here: `input` is without what the cache served. A
 * failure is a level and leaves the span's status alone. Up to 3.3.0 the Python SDK calls every generation a span.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { Span } from '../model/span.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { isObject, parseJson, toPlain, type Json } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { toIdentity } from './identity.ts';
import { readTexts, toNumber, toText } from './read-value.ts';
import type { SpanInContext, Vocabulary, VocabularyFields } from './vocabulary.ts';

export const langfuse: Vocabulary = {
  name: 'langfuse',
  score({ span, scope }) {
    if (!isSigned(span.attributes)) return 0;
    return scope.name === 'langfuse-sdk' ? 2 : 1;
  },
  read({ span }) {
    return readFields(span);
  },
  readContents: readLangfuseContents,
  readLooseContents: () => ({}),
};

function isSigned(attributes: AttributeMap): boolean {
  return attributes.has('langfuse.observation.type') || attributes.has('langfuse.observation.model.name');
}

function readFields(span: Span): VocabularyFields {
  const { attributes } = span;
  const kind = readKind(attributes);
  return {
    kind,
    requestModel: toIdentity(attributes.get('langfuse.observation.model.name')),
    reportedUsage: readUsage(attributes.get('langfuse.observation.usage_details')),
    reportedCostUsd: readCost(attributes.get('langfuse.observation.cost_details')),
    finishReasons: readTexts(attributes, 'langfuse.observation.metadata.finish_reason').map(normalizeFinishReason),
    timeToFirstTokenMs: readFirstToken(span),
    toolName: kind === 'tool' ? toIdentity(span.name) : null,
    agentName: kind === 'agent' ? toIdentity(span.name) : null,
    failed: attributes.get('langfuse.observation.level') === 'ERROR',
  };
}

function readKind(attributes: AttributeMap): SpanKind | null {
  const type = toText(attributes.get('langfuse.observation.type'))?.toLowerCase() ?? 'span';
  if (type === 'span') return attributes.has('langfuse.observation.model.name') ? 'llm.chat' : null;
  return KINDS.get(type) ?? null;
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['generation', 'llm.chat'],
  ['embedding', 'embedding'],
  ['agent', 'agent'],
  ['tool', 'tool'],
  ['chain', 'workflow'],
  ['retriever', 'retrieval'],
  ['guardrail', 'guardrail'],
  ['evaluator', 'evaluator'],
]);

const DETAILS_LENGTH_MAX = 4096;

function readDetails(value: AttributeValue | undefined): Json | null {
  if (value === undefined || (typeof value === 'string' && value.length > DETAILS_LENGTH_MAX)) return null;
  const details = typeof value === 'string' ? parseJson(value, DETAILS_LENGTH_MAX) : toPlain(value);
  return isObject(details) ? details : null;
}

const NO_USAGE: ReportedUsage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null };

/** Every key that begins with `input` is part of the input, likewise `output`; applications may write OpenAI's names. */
function readUsage(value: AttributeValue | undefined): ReportedUsage | undefined {
  const details = readDetails(value);
  if (details === null) return undefined;
  const openAi = toNumber(details['prompt_tokens'] ?? details['promptTokens'] ?? details['input_tokens']);
  if (openAi !== null) {
    const output = details['completion_tokens'] ?? details['completionTokens'] ?? details['output_tokens'];
    return {
      ...NO_USAGE,
      input: openAi,
      output: toNumber(output),
      cacheRead: detailOf(details, 'prompt_tokens_details', 'cached_tokens'),
      reasoning: detailOf(details, 'completion_tokens_details', 'reasoning_tokens'),
    };
  }
  const input = sumOf(details, 'input');
  const output = sumOf(details, 'output');
  const [plainInput, plainOutput] = [toNumber(details['input']), toNumber(details['output'])];
  // Where the plain two are the total already, the rest is what they contain: somebody wrote the inclusive convention.
  const isInclusive = (plainInput ?? 0) + (plainOutput ?? 0) === toNumber(details['total']);
  return {
    input: isInclusive ? plainInput : input,
    output: isInclusive ? plainOutput : output,
    cacheRead: firstNumber(details, CACHE_READ_KEYS),
    cacheWrite: firstNumber(details, CACHE_WRITE_KEYS) ?? sumOf(details, 'input_cache_creation_'),
    reasoning: firstNumber(details, ['output_reasoning_tokens', 'output_reasoning']),
    apart: {
      cacheWriteHour: firstNumber(details, ['input_cache_creation_1h']),
      inputAudio: firstNumber(details, ['input_audio_tokens']),
      outputAudio: firstNumber(details, ['output_audio_tokens']),
    },
  };
}

/** Python's wrapper (5.0) passes on the OpenAI client's usage as it is. */
function detailOf(details: Json, part: string, key: string): number | null {
  const inner = details[part];
  return isObject(inner) ? toNumber(inner[key]) : null;
}

const CACHE_READ_KEYS: readonly string[] = [
  'input_cached_tokens',
  'input_cache_read',
  'input_cache_read_tokens',
  'cache_read_input_tokens',
];
const CACHE_WRITE_KEYS: readonly string[] = [
  'input_cache_creation',
  'input_cache_creation_tokens',
  'input_cache_write',
  'cache_creation_input_tokens',
];

function sumOf(details: Json, side: 'input' | 'output' | 'input_cache_creation_'): number | null {
  let sum: number | null = null;
  for (const [key, value] of Object.entries(details)) {
    const isPart = key.startsWith(side) || key.endsWith(`_${side}_tokens`);
    const number = isPart ? toNumber(value) : null;
    if (number !== null) sum = (sum ?? 0) + number;
  }
  return sum;
}

function firstNumber(details: Json, keys: readonly string[]): number | null {
  for (const key of keys) {
    const number = toNumber(details[key]);
    if (number !== null) return number;
  }
  return null;
}

function readCost(value: AttributeValue | undefined): number | null {
  const details = readDetails(value);
  if (details === null) return null;
  const total = toNumber(details['total']);
  if (total !== null) return total;
  const parts = Object.values(details).map(toNumber);
  return parts.length === 0 || parts.includes(null) ? null : parts.reduce((sum: number, part) => sum + (part ?? 0), 0);
}

/** A date, with quotes around it in the JavaScript SDK 5. */
function readFirstToken({ attributes, startUnixNano }: Span): number | null {
  const begun = toText(attributes.get('langfuse.observation.completion_start_time'));
  if (begun === null) return null;
  const afterMs = Date.parse(begun) - Number(startUnixNano / 1_000_000n);
  return afterMs >= 0 ? afterMs : null;
}

function readLangfuseContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  if (!isSigned(attributes)) return {};
  if (readKind(attributes) !== 'llm.chat') {
    return {
      arguments: firstPlain(attributes, ['langfuse.observation.input']),
      result: firstPlain(attributes, ['langfuse.observation.output']),
    };
  }
  const request = plainOf(attributes, 'langfuse.observation.input');
  const listed: readonly unknown[] = Array.isArray(request) ? request : [];
  const offered = listed.filter(isOfferedTool);
  return {
    input: toMessages(offered.length > 0 ? listed.filter((one) => !isOfferedTool(one)) : request, 'user'),
    output: toMessages(plainOf(attributes, 'langfuse.observation.output'), 'assistant'),
    tool_definitions: toToolDefinitions(isObject(request) ? request['tools'] : offered.map(({ content }) => content)),
  };
}

interface OfferedTool {
  readonly content: Json;
}

/** Langfuse's LangChain callback appends the tools that a model is offered to its messages, each as a tool's message. */
function isOfferedTool(message: unknown): message is OfferedTool {
  if (!isObject(message) || message['role'] !== 'tool' || !isObject(message['content'])) return false;
  const { type, function: definition } = message['content'];
  return type === 'function' && isObject(definition) && definition['arguments'] === undefined;
}
