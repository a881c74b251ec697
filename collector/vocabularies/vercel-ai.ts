/**
 * The AI SDK's own vocabulary (`ai.*`), which versions 3 to 6 write under `experimental_telemetry` and 7 only on demand.
 * Every call is two spans: the outer one is what the application called and repeats the tokens of all its steps, the inner
 * (`…doGenerate`, `…doStream`) is one request to a model. Up to 5, Anthropic's input tokens leave out what the cache served.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { ReportedApart, ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { isObject, parseJson, type Json } from './parse-json.ts';
import { normalizeProvider } from './provider-names.ts';
import { toIdentity } from './identity.ts';
import { readNumber, readText, readTexts, toNumber, toText } from './read-value.ts';
import { toToolNames } from './tool-names.ts';
import { readVercelAiContents, readVercelAiLooseContents } from './vercel-ai-contents.ts';
import type { Vocabulary, VocabularyFields } from './vocabulary.ts';

export const vercelAi: Vocabulary = {
  name: 'vercel-ai',
  score({ span, scope }) {
    if (!span.attributes.has('ai.operationId')) return 0;
    return scope.name === 'ai' ? 2 : 1;
  },
  read({ span }) {
    return readFields(span.attributes);
  },
  readContents: readVercelAiContents,
  readLooseContents: readVercelAiLooseContents,
};

function readFields(attributes: AttributeMap): VocabularyFields {
  const kind = readKind(toText(attributes.get('ai.operationId')));
  const provider = normalizeProvider(toText(attributes.get('ai.model.provider')));
  return {
    kind,
    provider,
    requestModel: toIdentity(attributes.get('ai.model.id')),
    responseModel: toIdentity(attributes.get('ai.response.model')),
    responseId: toIdentity(attributes.get('ai.response.id')),
    reportedUsage: readUsage(attributes, provider),
    finishReasons: readFinishReasons(attributes),
    timeToFirstTokenMs: readNumber(attributes, FIRST_CHUNK_KEYS),
    toolName: toIdentity(attributes.get('ai.toolCall.name')),
    toolCallId: toIdentity(attributes.get('ai.toolCall.id')),
    availableTools: readTools(attributes.get('ai.prompt.tools')),
    agentName: toIdentity(attributes.get('ai.telemetry.functionId')),
  };
}

function readKind(operation: string | null): SpanKind | null {
  if (operation === null) return null;
  const known = KINDS.get(operation);
  if (known !== undefined) return known;
  return INNER_KINDS.get(operation.slice(operation.lastIndexOf('.') + 1)) ?? null;
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['ai.generateText', 'agent'],
  ['ai.streamText', 'agent'],
  ['ai.generateObject', 'agent'],
  ['ai.streamObject', 'agent'],
  ['ai.embed', 'workflow'],
  ['ai.embedMany', 'workflow'],
  ['ai.rerank', 'workflow'],
  ['ai.toolCall', 'tool'],
]);

const INNER_KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['doGenerate', 'llm.chat'],
  ['doStream', 'llm.chat'],
  ['doEmbed', 'embedding'],
  ['doRerank', 'rerank'],
]);

const INPUT_KEYS: readonly string[] = ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'];
const OUTPUT_KEYS: readonly string[] = ['ai.usage.outputTokens', 'ai.usage.completionTokens'];
const CACHE_READ_KEYS: readonly string[] = [
  'ai.usage.inputTokenDetails.cacheReadTokens', // 6
  'ai.usage.cachedInputTokens', // 5
];
const CACHE_WRITE_KEYS: readonly string[] = ['ai.usage.inputTokenDetails.cacheWriteTokens'];
const REASONING_KEYS: readonly string[] = ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'];

function readUsage(attributes: AttributeMap, provider: string | null): ReportedUsage {
  const input = readNumber(attributes, INPUT_KEYS);
  const usage = {
    input,
    output: readNumber(attributes, OUTPUT_KEYS),
    cacheRead: readNumber(attributes, CACHE_READ_KEYS),
    cacheWrite: readNumber(attributes, CACHE_WRITE_KEYS),
    reasoning: readNumber(attributes, REASONING_KEYS),
  };
  if (input === null) return usage;
  // From 6 on the details stand beside the total, which is inclusive whoever the provider is.
  if (attributes.has('ai.usage.inputTokenDetails.noCacheTokens')) {
    const { apart } = (usage.cacheWrite ?? 0) > 0 ? readProviderUsage(attributes.get(METADATA_KEY)) : NOTHING;
    return { ...usage, apart };
  }
  const told = readProviderUsage(attributes.get(METADATA_KEY));
  const cacheRead = usage.cacheRead ?? told.cacheRead;
  const cacheWrite = usage.cacheWrite ?? told.cacheWrite;
  const isExclusive = provider === 'anthropic' || provider === 'aws.bedrock';
  return {
    ...usage,
    input: isExclusive ? input + (cacheRead ?? 0) + (cacheWrite ?? 0) : input,
    cacheRead,
    cacheWrite,
    reasoning: usage.reasoning ?? told.reasoning,
    apart: told.apart,
  };
}

const METADATA_KEY = 'ai.response.providerMetadata';

type ProviderUsage = Pick<ReportedUsage, 'cacheRead' | 'cacheWrite' | 'reasoning'> &
  Required<Pick<ReportedUsage, 'apart'>>;

const NOTHING: ProviderUsage = { cacheRead: null, cacheWrite: null, reasoning: null, apart: null };
const METADATA_LENGTH_MAX = 16 * 1024;

/** `{"openai":{"cachedPromptTokens":64}}`: where versions 4 and 5 keep what they have no attribute for. */
function readProviderUsage(value: AttributeValue | undefined): ProviderUsage {
  if (typeof value !== 'string' || !value.includes('okens')) return NOTHING;
  const metadata = parseJson(value, METADATA_LENGTH_MAX);
  if (!isObject(metadata)) return NOTHING;
  for (const told of Object.values(metadata)) {
    if (!isObject(told)) continue;
    const usage = isObject(told['usage']) ? { ...told['usage'], ...told } : told;
    const found = {
      cacheRead: firstNumber(usage, READ_FIELDS),
      cacheWrite: firstNumber(usage, WRITE_FIELDS),
      reasoning: firstNumber(usage, ['reasoningTokens']),
      apart: readHourWrites(usage['cache_creation']),
    };
    if (found.cacheRead !== null || found.cacheWrite !== null || found.reasoning !== null) return found;
  }
  return NOTHING;
}

/** Anthropic's usage as its API answers it. */
function readHourWrites(creation: unknown): ReportedApart | null {
  const cacheWriteHour = isObject(creation) ? toNumber(creation['ephemeral_1h_input_tokens']) : null;
  return cacheWriteHour === null ? null : { cacheWriteHour, inputAudio: null, outputAudio: null };
}

const READ_FIELDS: readonly string[] = ['cachedPromptTokens', 'cacheReadInputTokens', 'cache_read_input_tokens'];
const WRITE_FIELDS: readonly string[] = [
  'cacheCreationInputTokens',
  'cacheWriteInputTokens',
  'cache_creation_input_tokens',
];

function firstNumber(told: Json, fields: readonly string[]): number | null {
  for (const field of fields) {
    const number = toNumber(told[field]);
    if (number !== null) return number;
  }
  return null;
}

/** Version 3 wrote `ai.finishReason`, 4.0 `gen_ai.response.finish_reasons` beside its own. */
function readFinishReasons(attributes: AttributeMap): readonly string[] {
  const reason = readText(attributes, ['ai.response.finishReason', 'ai.finishReason']);
  return reason === null
    ? readTexts(attributes, 'gen_ai.response.finish_reasons').map(normalizeFinishReason)
    : [normalizeFinishReason(reason)];
}

const FIRST_CHUNK_KEYS: readonly string[] = ['ai.response.msToFirstChunk', 'ai.stream.msToFirstChunk'];

/** A list of JSON texts, one a tool. */
function readTools(value: AttributeValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.flatMap((tool: AttributeValue) => toToolNames(tool)) : toToolNames(value);
}
