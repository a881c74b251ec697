/**
 * The OpenTelemetry GenAI conventions, every version at once: one library emits the shape up to 1.36 or the one from 1.37
 * by an environment variable, so new names come first and old ones fill what is missing. The details may stand on the
 * span or on its event `gen_ai.client.inference.operation.details`; the event only fills nulls.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import type { ReportedApart, ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { findDetails, readGenAiContents, readGenAiLooseContents } from './gen-ai-contents.ts';
import { readGenAiKind } from './gen-ai-kind.ts';
import { readIdentity, toIdentity } from './identity.ts';
import { isObject, toPlain } from './parse-json.ts';
import { normalizeProvider } from './provider-names.ts';
import { readNumber, readText, readTexts, toNumber } from './read-value.ts';
import { readIndexedToolNames, toToolNames } from './tool-names.ts';
import type { SpanInContext, Vocabulary, VocabularyFields } from './vocabulary.ts';

export const genAi: Vocabulary = {
  name: 'gen-ai',
  score({ span, scope }) {
    const signed = SIGNATURE_KEYS.some((key) => span.attributes.has(key)) || findDetails(span) !== null;
    if (!signed) return 0;
    return SCOPE_PREFIXES.some((prefix) => scope.name.startsWith(prefix)) ? 2 : 1;
  },
  read: readFields,
  readContents: readGenAiContents,
  readLooseContents: readGenAiLooseContents,
};

/** Most telling first: a typical span is recognised by the first look-up. */
const SIGNATURE_KEYS: readonly string[] = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.system',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.tool.name',
  'gen_ai.tool.call.id',
  'gen_ai.agent.name',
  'gen_ai.agent.id',
  'gen_ai.workflow.name',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.usage.input_tokens',
  'gen_ai.prompt.0.role',
  'gen_ai.prompt',
  'mcp.method.name',
];

const SCOPE_PREFIXES: readonly string[] = [
  'opentelemetry.instrumentation.',
  'opentelemetry.util.genai',
  '@opentelemetry/instrumentation-',
  '@traceloop/instrumentation-',
  'gen_ai',
  'github.copilot',
];

function readFields({ span, scope }: SpanInContext): VocabularyFields {
  const details = findDetails(span);
  const attributes: AttributeMap = details === null ? span.attributes : new Map([...details, ...span.attributes]);
  const kind = readGenAiKind(span, attributes);
  const isModelCall = kind === 'llm.chat' || kind === 'llm.completion';
  return {
    kind,
    provider:
      normalizeProvider(readText(attributes, PROVIDER_KEYS)) ?? normalizeProvider(readText(attributes, SYSTEM_KEYS)),
    requestModel: toIdentity(attributes.get('gen_ai.request.model')),
    responseModel: toIdentity(attributes.get('gen_ai.response.model')),
    responseId: toIdentity(attributes.get('gen_ai.response.id')),
    reportedUsage: readUsage(attributes, scope.name),
    reportedCostUsd: readCost(attributes, scope.name),
    finishReasons: readFinishReasons(span, attributes, isModelCall),
    timeToFirstTokenMs: isModelCall ? readTimeToFirstToken(span, attributes, scope.name) : null,
    toolName: readToolName(span, attributes, kind === 'tool'),
    toolCallId: readIdentity(attributes, TOOL_CALL_KEYS),
    availableTools: readAvailableTools(attributes),
    agentId: toIdentity(attributes.get('gen_ai.agent.id')),
    agentName: readIdentity(attributes, AGENT_NAME_KEYS),
    agentVersion: toIdentity(attributes.get('gen_ai.agent.version')),
    workflowId: toIdentity(attributes.get('gen_ai.workflow.name')),
  };
}

const PROVIDER_KEYS: readonly string[] = ['gen_ai.provider.name'];
const SYSTEM_KEYS: readonly string[] = ['gen_ai.system'];
const TOOL_CALL_KEYS: readonly string[] = ['gen_ai.tool.call.id', 'gen_ai.tool.call_id']; // the second: Gemini CLI
const AGENT_NAME_KEYS: readonly string[] = ['gen_ai.agent.name', 'gen_ai.agent'];

const INPUT_KEYS: readonly string[] = ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'];
const OUTPUT_KEYS: readonly string[] = ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'];
const CACHE_READ_KEYS: readonly string[] = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.cached_input_tokens', // Mastra
  'gen_ai.usage.cache_read_tokens',
  'gen_ai.usage.details.cache_read_tokens', // pydantic-ai
  'gen_ai.usage.details.cache_read_input_tokens',
  'gen_ai.usage.input_cached_tokens',
];
const CACHE_WRITE_KEYS: readonly string[] = [
  'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.cache_write.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
  'gen_ai.usage.cache_write_input_tokens', // Strands
  'gen_ai.usage.cache_write_tokens',
  'gen_ai.usage.details.cache_write_tokens',
];
const REASONING_KEYS: readonly string[] = [
  'gen_ai.usage.reasoning.output_tokens',
  'gen_ai.usage.reasoning_tokens', // Traceloop, Mastra, OpenLIT
  'gen_ai.usage.details.reasoning_tokens',
];

const NO_USAGE: ReportedUsage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null };

function readUsage(attributes: AttributeMap, scopeName: string): ReportedUsage {
  const input = readNumber(attributes, INPUT_KEYS);
  const output = readNumber(attributes, OUTPUT_KEYS);
  // Most spans are no model's: without a total nobody writes what it consists of.
  if (input === null && output === null) return NO_USAGE;
  const cacheRead = readNumber(attributes, CACHE_READ_KEYS) ?? readDetail(attributes, 'input', 'cache_read');
  const cacheWrite = readNumber(attributes, CACHE_WRITE_KEYS) ?? readDetail(attributes, 'input', 'cache_creation');
  const isExclusive = input !== null && EXCLUSIVE_SCOPES.has(scopeName);
  return {
    input: isExclusive ? input + (cacheRead ?? 0) + (cacheWrite ?? 0) : input,
    output,
    cacheRead,
    cacheWrite,
    reasoning: readNumber(attributes, REASONING_KEYS) ?? readDetail(attributes, 'output', 'reasoning'),
    apart: readApart(attributes, cacheWrite),
  };
}

const AUDIO_INPUT_KEYS: readonly string[] = ['gen_ai.usage.audio.input_tokens', 'gen_ai.usage.audio_input_tokens'];
const AUDIO_OUTPUT_KEYS: readonly string[] = ['gen_ai.usage.audio.output_tokens', 'gen_ai.usage.audio_output_tokens'];
/** Anthropic's own client (0.71): an hour in the cache costs twice the input, five minutes 1.25 times. */
const HOUR_KEYS: readonly string[] = ['anthropic.usage.cache_creation.ephemeral_1h_input_tokens'];

function readApart(attributes: AttributeMap, cacheWrite: number | null): ReportedApart | null {
  const cacheWriteHour = (cacheWrite ?? 0) > 0 ? readNumber(attributes, HOUR_KEYS) : null;
  const inputAudio = readNumber(attributes, AUDIO_INPUT_KEYS);
  const outputAudio = readNumber(attributes, AUDIO_OUTPUT_KEYS);
  return cacheWriteHour === null && inputAudio === null && outputAudio === null
    ? null
    : { cacheWriteHour, inputAudio, outputAudio };
}

/** Against the conventions their input tokens leave out what was cached: they pass on what Anthropic's API says. */
const EXCLUSIVE_SCOPES: ReadonlySet<string> = new Set(['@traceloop/instrumentation-anthropic']); // 0.27

/** LangSmith keeps the buckets in JSON: `gen_ai.usage.input_token_details` = `{"cache_read": 12}`. */
function readDetail(attributes: AttributeMap, side: 'input' | 'output', bucket: string): number | null {
  const value = attributes.get(
    side === 'input' ? 'gen_ai.usage.input_token_details' : 'gen_ai.usage.output_token_details',
  );
  if (value === undefined || (typeof value === 'string' && value.length > DETAILS_LENGTH_MAX)) return null;
  const details = toPlain(value);
  return isObject(details) ? toNumber(details[bucket]) : null;
}

const DETAILS_LENGTH_MAX = 4096;

const COST_KEYS: readonly string[] = ['gen_ai.usage.cost', 'gen_ai.cost.total_cost', 'operation.cost'];
const INPUT_COST_KEYS: readonly string[] = ['gen_ai.usage.input_cost', 'gen_ai.cost.input_cost'];
const OUTPUT_COST_KEYS: readonly string[] = ['gen_ai.usage.output_cost', 'gen_ai.cost.output_cost'];

function readCost(attributes: AttributeMap, scopeName: string): number | null {
  const total = readNumber(attributes, COST_KEYS);
  // OpenLIT (1.45) reports nothing as the price of a model that its list of prices lacks, or where it could not load the list.
  if (total === 0 && scopeName.startsWith('openlit')) return null;
  if (total !== null) return total;
  const input = readNumber(attributes, INPUT_COST_KEYS);
  const output = readNumber(attributes, OUTPUT_COST_KEYS);
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0);
}

const FINISH_KEYS: readonly string[] = [
  'gen_ai.response.finish_reasons',
  'gen_ai.response.finish_reason', // Semantic Kernel
  'gen_ai.finishReason',
  'gen_ai.completion.0.finish_reason',
  'anthropic.message.stop_reason', // Anthropic's own client
];

function readFinishReasons(span: Span, attributes: AttributeMap, isModelCall: boolean): readonly string[] {
  for (const key of FINISH_KEYS) {
    const reasons = readTexts(attributes, key);
    if (reasons.length > 0) return reasons.map(normalizeFinishReason);
  }
  if (!isModelCall) return [];
  const stated = readStatedReason(attributes.get('gen_ai.output.messages'));
  if (stated !== null || span.events.length === 0) return stated === null ? [] : [normalizeFinishReason(stated)];
  return span.events.flatMap(({ name, attributes }) =>
    name === 'gen_ai.choice' ? readTexts(attributes, 'finish_reason').map(normalizeFinishReason) : [],
  );
}

/** The last message of the answer ends with its reason; Strands and openai-v2's streams say it nowhere else. */
function readStatedReason(messages: AttributeValue | undefined): string | null {
  return typeof messages === 'string' ? (STATED_REASON.exec(messages.slice(-STATED_LENGTH))?.[1] ?? null) : null;
}

const STATED_LENGTH = 100;
const STATED_REASON = /"finish_reason":\s*"(\w{1,40})"\s*\}\s*\]\s*$/;

const FIRST_CHUNK_SECONDS_KEYS: readonly string[] = [
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.client.operation.time_to_first_chunk', // AI SDK v7, pydantic-ai
];
const FIRST_TOKEN_KEYS: readonly string[] = ['gen_ai.server.time_to_first_token'];

/**
 * The conventions count `gen_ai.server.time_to_first_token` in seconds, but only as a metric; on spans Strands and
 * LangWatch write it, in whole milliseconds. A fraction below a hundred can only be seconds.
 */
function readTimeToFirstToken(span: Span, attributes: AttributeMap, scopeName: string): number | null {
  const seconds = readNumber(attributes, FIRST_CHUNK_SECONDS_KEYS);
  if (seconds !== null) return seconds * 1000;
  const value = readNumber(attributes, FIRST_TOKEN_KEYS);
  if (value === null) return readFirstChunk(span);
  const inSeconds = !scopeName.startsWith('strands') && value < 100 && !Number.isInteger(value);
  return inSeconds ? value * 1000 : value;
}

/** OpenLLMetry (0.62) notes each chunk of a stream as an event. */
function readFirstChunk({ events, startUnixNano }: Span): number | null {
  const first = events.find(({ name }) => name === 'gen_ai.content.completion.chunk');
  if (first === undefined || first.timeUnixNano < startUnixNano) return null;
  return Number(first.timeUnixNano - startUnixNano) / 1e6;
}

const TOOL_SPAN_NAMES: readonly string[] = ['execute_tool ', 'tools/call '];

function readToolName(span: Span, attributes: AttributeMap, isTool: boolean): string | null {
  const name = toIdentity(attributes.get('gen_ai.tool.name'));
  if (name !== null || !isTool) return name;
  const prefix = TOOL_SPAN_NAMES.find((start) => span.name.startsWith(start));
  return prefix === undefined ? null : toIdentity(span.name.slice(prefix.length));
}

function readAvailableTools(attributes: AttributeMap): readonly string[] {
  for (const key of TOOL_LIST_KEYS) {
    const names = toToolNames(attributes.get(key));
    if (names.length > 0) return names;
  }
  return attributes.has('llm.request.functions.0.name')
    ? readIndexedToolNames(attributes, 'llm.request.functions.', '.name')
    : [];
}

const TOOL_LIST_KEYS: readonly string[] = [
  'gen_ai.tool.definitions',
  'gen_ai.request.tools',
  'gen_ai.agent.tools', // Strands, names only
];
