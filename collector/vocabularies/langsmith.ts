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
  const answer = kind === 'llm.chat' ? attributes.get('gen_ai.completion') : undefined;
  return {
    kind,
    agentName,
    toolName: kind === 'tool' ? toIdentity(span.name) : null,
    responseModel: findInAnswer(answer, MODEL),
    finishReasons: [findInAnswer(answer, FINISH)].flatMap((reason) => reason ?? []).map(normalizeFinishReason),
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

const MODEL = /"model_name":\s*"([^"\\]{1,200})"/g;
const FINISH = /"(?:finish_reason|stop_reason)":\s*"([^"\\]{1,40})"/g;

/**
 * The last that stands there: LangChain's metadata of an answer comes after its text, and a text that speaks of such a field
 * has its quotes escaped. No parsing, because an answer may be long and stands here with each call.
 */
function findInAnswer(answer: AttributeValue | undefined, pattern: RegExp): string | null {
  if (typeof answer !== 'string') return null;
  const tail = answer.slice(-ANSWER_TAIL_LENGTH);
  return [...tail.matchAll(pattern)].at(-1)?.[1] ?? null;
}

/** The metadata of one answer is some 2,000 characters; a little more than one of a long list of calls. */
const ANSWER_TAIL_LENGTH = 16 * 1024;

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
