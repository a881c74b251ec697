/**
 * Genkit's tracer keeps everything in two JSON texts, what went into an action and what came out of it: a model's tokens and
 * the model that answered stand in the second, and what its plugin left out in the provider's raw answer inside that.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { joinPieces } from './join-pieces.ts';
import { isObject, parseJson, type Json } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { normalizeProvider } from './provider-names.ts';
import { toIdentity } from './identity.ts';
import { toNumber, toText } from './read-value.ts';
import { toToolNames } from './tool-names.ts';
import type { SpanInContext, Vocabulary, VocabularyFields } from './vocabulary.ts';

export const genkit: Vocabulary = {
  name: 'genkit',
  score({ span, scope }) {
    if (!span.attributes.has('genkit:type')) return 0;
    return scope.name === 'genkit-tracer' ? 2 : 1;
  },
  read({ span }) {
    return readFields(span.attributes);
  },
  readContents: readGenkitContents,
  readLooseContents: () => ({}),
};

function readFields(attributes: AttributeMap): VocabularyFields {
  const kind = readKind(attributes);
  const name = toIdentity(attributes.get('genkit:name'));
  const failed = attributes.get('genkit:state') === 'error';
  if (kind === 'tool') return { kind, failed, toolName: name };
  if (kind !== 'llm.chat' && kind !== 'embedding') return { kind, failed };
  const answer = readJson(attributes, 'genkit:output');
  const raw = objectAt(answer, 'raw') ?? objectAt(answer, 'custom');
  const [candidate] = Array.isArray(answer?.['candidates']) ? answer['candidates'] : [];
  const finish: unknown = answer?.['finishReason'] ?? (isObject(candidate) ? candidate['finishReason'] : null);
  return {
    kind,
    failed,
    ...readModel(name),
    responseModel: textAt(raw, ['model', 'modelVersion']),
    responseId: textAt(raw, ['id', 'responseId']),
    reportedUsage: readUsage(objectAt(answer, 'usage'), objectAt(raw, 'usage')),
    finishReasons: typeof finish === 'string' ? [normalizeFinishReason(finish)] : [],
    availableTools: kind === 'llm.chat' ? readTools(attributes) : [],
  };
}

function readKind(attributes: AttributeMap): SpanKind | null {
  const subtype = toText(attributes.get('genkit:metadata:subtype')) ?? toText(attributes.get('genkit:type'));
  return subtype === null ? null : (KINDS.get(subtype) ?? null);
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['model', 'llm.chat'],
  ['background-model', 'llm.chat'],
  ['embedder', 'embedding'],
  ['tool', 'tool'],
  ['tool.v2', 'tool'],
  ['retriever', 'retrieval'],
  ['reranker', 'rerank'],
  ['evaluator', 'evaluator'],
  ['flow', 'workflow'],
  ['prompt', 'workflow'],
  ['executable-prompt', 'workflow'],
  ['flowStep', 'workflow'],
  ['util', 'workflow'],
]);

/** `openai/gpt-4o`: the plugin, then the model. */
function readModel(name: string | null): Pick<VocabularyFields, 'provider' | 'requestModel'> {
  const cut = name?.indexOf('/') ?? -1;
  if (name === null || cut <= 0) return { requestModel: name };
  return { provider: normalizeProvider(name.slice(0, cut)), requestModel: toIdentity(name.slice(cut + 1)) };
}

/** An answer beyond it is kept and shown, but its tokens are not read: parsing 1 MiB takes some 5 ms. */
const JSON_LENGTH_MAX = 256 * 1024;

function readJson(attributes: AttributeMap, key: string): Json | null {
  const value = attributes.get(key);
  const parsed = typeof value === 'string' ? parseJson(value, JSON_LENGTH_MAX) : undefined;
  return isObject(parsed) ? parsed : null;
}

function objectAt(value: Json | null, key: string): Json | null {
  const inner = value?.[key];
  return isObject(inner) ? inner : null;
}

function textAt(value: Json | null, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = value?.[key];
    if (typeof text === 'string') return toIdentity(text);
  }
  return null;
}

/** @param raw the provider's own usage, which @genkit-ai/compat-oai 1.42 keeps without reading what was cached. */
function readUsage(usage: Json | null, raw: Json | null): ReportedUsage | undefined {
  if (usage === null) return undefined;
  const cached = objectAt(raw, 'prompt_tokens_details')?.['cached_tokens'];
  const thought = objectAt(raw, 'completion_tokens_details')?.['reasoning_tokens'];
  return {
    input: toNumber(usage['inputTokens']),
    output: readOutput(usage),
    cacheRead: toNumber(usage['cachedContentTokens']) ?? toNumber(cached),
    cacheWrite: null,
    reasoning: toNumber(usage['thoughtsTokens']) ?? toNumber(thought),
  };
}

/** The plugin for Gemini (1.42) leaves the thoughts out of the output, others do not; the total tells. */
function readOutput(usage: Json): number | null {
  const output = toNumber(usage['outputTokens']);
  const thoughts = toNumber(usage['thoughtsTokens']);
  if (output === null || thoughts === null) return output;
  const apart = (toNumber(usage['inputTokens']) ?? 0) + output + thoughts;
  return apart === toNumber(usage['totalTokens']) ? output + thoughts : output;
}

/** The request holds the whole history; its tools are looked for only where it offers any. */
function readTools(attributes: AttributeMap): readonly string[] {
  const tools = readJson(attributes, 'genkit:input')?.['tools'];
  return Array.isArray(tools) && tools.length > 0 ? toToolNames(JSON.stringify(tools)) : [];
}

function readGenkitContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  if (!attributes.has('genkit:type')) return {};
  if (readKind(attributes) !== 'llm.chat') {
    return {
      arguments: firstPlain(attributes, ['genkit:input']),
      result: firstPlain(attributes, ['genkit:output']),
    };
  }
  const request = plainOf(attributes, 'genkit:input');
  return {
    input: toMessages(request, 'user'),
    output: toMessages(plainOf(attributes, 'genkit:output'), 'assistant').map(joinPieces),
    tool_definitions: isObject(request) ? toToolDefinitions(request['tools']) : [],
  };
}
