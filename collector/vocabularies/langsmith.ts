/**
 * LangSmith's OTel export: a run is a span, its inputs and outputs are one JSON each under the GenAI names of a prompt and a
 * completion, whatever kind of run it is. What the cache served, which model answered and why it ended stand in that JSON or
 * in the metadata only.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { Span } from '../model/span.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { firstPlain } from './gen-ai-contents.ts';
import { readIdentity, toIdentity } from './identity.ts';
import { isObject, parseJson, type Json } from './parse-json.ts';
import { toNumber, toText } from './read-value.ts';
import type { SpanInContext, Vocabulary, VocabularyFields } from './vocabulary.ts';

export const langSmith: Vocabulary = {
  name: 'langsmith',
  score({ span, scope }) {
    if (!span.attributes.has('langsmith.span.kind')) return 0;
    return scope.name === 'langsmith' ? 2 : 1;
  },
  read: readFields,
  readContents: readLangSmithContents,
  readLooseContents: () => ({}),
};

function readFields({ span }: SpanInContext): VocabularyFields {
  const { attributes } = span;
  const agentName = readIdentity(attributes, AGENT_KEYS);
  const kind = readKind(span, agentName);
  const { model, finish } = kind === 'llm.chat' ? readAnswer(attributes.get('gen_ai.completion')) : NO_ANSWER;
  return {
    kind,
    agentName,
    toolName: kind === 'tool' ? toIdentity(span.name) : null,
    responseModel: model === null ? null : toIdentity(model),
    finishReasons: finish === null ? [] : [normalizeFinishReason(finish)],
    reportedUsage: readUsage(attributes),
  };
}

/** The agent that LangChain names in everything that runs inside it, and LangGraph in its assistants. */
const AGENT_KEYS: readonly string[] = ['langsmith.metadata.lc_agent_name', 'langsmith.metadata.agent_name'];

function readKind({ attributes, name }: Span, agentName: string | null): SpanKind | null {
  const kind = toText(attributes.get('langsmith.span.kind'))?.toLowerCase() ?? '';
  // As in OpenInference, an agent's run is a chain named like the agent.
  if (kind === 'chain' && name === agentName) return 'agent';
  return KINDS.get(kind) ?? null;
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['llm', 'llm.chat'],
  ['chain', 'workflow'],
  ['tool', 'tool'],
  ['retriever', 'retrieval'],
  ['embedding', 'embedding'],
  ['prompt', 'other'],
  ['parser', 'other'],
]);

interface Answer {
  readonly model: string | null;
  readonly finish: string | null;
}

const NO_ANSWER: Answer = { model: null, finish: null };

/** An answer beyond it is kept and shown, but its model and its end are not read: parsing 1 MiB takes some 5 ms. */
const ANSWER_LENGTH_MAX = 256 * 1024;

/**
 * LangChain's `{generations: [[{generation_info, message: {kwargs: {response_metadata}}}]]}`. Parsed, because what the model wrote
 * may hold the same fields: arguments of a tool stand there as objects.
 */
function readAnswer(value: AttributeValue | undefined): Answer {
  const answer = typeof value === 'string' ? parseJson(value, ANSWER_LENGTH_MAX) : undefined;
  const generation = firstOf(firstOf(isObject(answer) ? answer['generations'] : undefined));
  if (!isObject(generation)) return NO_ANSWER;
  const kwargs = objectAt(objectAt(generation, 'message'), 'kwargs');
  const places = [objectAt(generation, 'generation_info'), objectAt(kwargs, 'response_metadata')];
  return {
    model: firstText(places, ['model_name', 'model']),
    finish: firstText(places, ['finish_reason', 'stop_reason']),
  };
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function objectAt(value: Json | null, key: string): Json | null {
  const inner = value?.[key];
  return isObject(inner) ? inner : null;
}

function firstText(places: readonly (Json | null)[], keys: readonly string[]): string | null {
  for (const place of places) {
    for (const key of keys) {
      const text = place?.[key];
      if (typeof text === 'string' && text !== '') return text;
    }
  }
  return null;
}

const USAGE_KEYS: readonly string[] = ['langsmith.usage_metadata', 'langsmith.metadata.usage_metadata'];
const USAGE_LENGTH_MAX = 4096;

function readUsage(attributes: AttributeMap): ReportedUsage | undefined {
  for (const key of USAGE_KEYS) {
    const value = attributes.get(key);
    const usage = typeof value === 'string' ? parseJson(value, USAGE_LENGTH_MAX) : undefined;
    if (!isObject(usage)) continue;
    return {
      input: toNumber(usage['input_tokens']),
      output: toNumber(usage['output_tokens']),
      cacheRead: detailOf(usage, 'input_token_details', 'cache_read'),
      cacheWrite: detailOf(usage, 'input_token_details', 'cache_creation'),
      reasoning: detailOf(usage, 'output_token_details', 'reasoning'),
    };
  }
  return undefined;
}

function detailOf(usage: Json, part: string, bucket: string): number | null {
  const details = usage[part];
  return isObject(details) ? toNumber(details[bucket]) : null;
}

/** On anything but a model's span these are what went in and came out. */
function readLangSmithContents({ span }: SpanInContext): Partial<SpanContents> {
  const kind = toText(span.attributes.get('langsmith.span.kind'))?.toLowerCase();
  if (kind === undefined || kind === 'llm') return {};
  return {
    arguments: firstPlain(span.attributes, ['gen_ai.prompt']),
    result: firstPlain(span.attributes, ['gen_ai.completion']),
  };
}
