/**
 * MLflow's tracing: every attribute is JSON, even a text, and a call's request and answer are one attribute each as the client
 * had them. What was counted and paid stands in JSON of its own.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { Span } from '../model/span.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { toIdentity } from './identity.ts';
import { isObject, parseJson, type Json } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { toToolDefinitions } from './parse-tools.ts';
import { normalizeProvider } from './provider-names.ts';
import { toNumber, toText } from './read-value.ts';
import { toToolNames } from './tool-names.ts';
import type { SpanInContext, Vocabulary, VocabularyFields } from './vocabulary.ts';

export const mlflow: Vocabulary = {
  name: 'mlflow',
  score({ span }) {
    return span.attributes.has('mlflow.spanType') ? 2 : 0;
  },
  read: readFields,
  readContents: readMlflowContents,
  readLooseContents: () => ({}),
};

function readFields({ span }: SpanInContext): VocabularyFields {
  const { attributes, name } = span;
  const kind = readKind(attributes);
  return {
    kind,
    provider: normalizeProvider(toText(attributes.get('mlflow.llm.provider'))),
    requestModel: kind === 'llm.chat' ? toIdentity(attributes.get('model')) : null,
    // Of a call that was answered it is the model that answered.
    responseModel: toIdentity(attributes.get('mlflow.llm.model')),
    responseId: findInAnswer(attributes, RESPONSE_ID),
    finishReasons: [findInAnswer(attributes, FINISH)].flatMap((reason) => reason ?? []).map(normalizeFinishReason),
    reportedUsage: readUsage(attributes),
    reportedCostUsd: toNumber(readJson(attributes, 'mlflow.llm.cost')?.['total_cost']),
    timeToFirstTokenMs: readFirstToken(span),
    toolName: kind === 'tool' ? toIdentity(name) : null,
    agentName: kind === 'agent' ? toIdentity(name) : null,
    availableTools: toToolNames(attributes.get('mlflow.chat.tools')),
  };
}

function readKind(attributes: AttributeMap): SpanKind | null {
  return KINDS.get(toText(attributes.get('mlflow.spanType'))?.toUpperCase() ?? '') ?? null;
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['LLM', 'llm.chat'],
  ['CHAT_MODEL', 'llm.chat'],
  ['CHAIN', 'workflow'],
  ['WORKFLOW', 'workflow'],
  ['TASK', 'workflow'],
  ['AGENT', 'agent'],
  ['TOOL', 'tool'],
  ['EMBEDDING', 'embedding'],
  ['RETRIEVER', 'retrieval'],
  ['RERANKER', 'rerank'],
  ['MEMORY', 'memory'],
  ['GUARDRAIL', 'guardrail'],
  ['EVALUATOR', 'evaluator'],
  ['PARSER', 'other'],
]);

/** An answer of OpenAI's client begins with both, before anything that the model wrote; no parsing, because it may be long. */
const ANSWER_HEAD_LENGTH = 300;
const RESPONSE_ID = /^\{\s*"id":\s*"((?:chatcmpl|cmpl|resp|msg|gen)[-_][\w-]{1,128})"/;
const FINISH = /^\{\s*"id":\s*"[^"\\]*",\s*"choices":\s*\[\{\s*"finish_reason":\s*"(\w{1,40})"/;

function findInAnswer(attributes: AttributeMap, pattern: RegExp): string | null {
  const answer = attributes.get('mlflow.spanOutputs');
  if (typeof answer !== 'string' || readKind(attributes) !== 'llm.chat') return null;
  return pattern.exec(answer.slice(0, ANSWER_HEAD_LENGTH))?.[1] ?? null;
}

const USAGE_LENGTH_MAX = 4096;

function readJson(attributes: AttributeMap, key: string): Json | null {
  const value = attributes.get(key);
  const parsed = typeof value === 'string' ? parseJson(value, USAGE_LENGTH_MAX) : undefined;
  return isObject(parsed) ? parsed : null;
}

function readUsage(attributes: AttributeMap): ReportedUsage | undefined {
  const usage = readJson(attributes, 'mlflow.chat.tokenUsage');
  if (usage === null) return undefined;
  return {
    input: toNumber(usage['input_tokens']),
    output: toNumber(usage['output_tokens']),
    cacheRead: toNumber(usage['cache_read_input_tokens']),
    cacheWrite: toNumber(usage['cache_creation_input_tokens']),
    reasoning: toNumber(usage['reasoning_tokens']),
  };
}

/** A stream's pieces are events. */
function readFirstToken({ events, startUnixNano }: Span): number | null {
  const first = events.find(({ name }) => name.startsWith('mlflow.chunk.item'));
  return first === undefined || first.timeUnixNano < startUnixNano
    ? null
    : Number(first.timeUnixNano - startUnixNano) / 1e6;
}

function readMlflowContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  const kind = readKind(attributes);
  if (kind !== 'llm.chat') {
    return {
      arguments: firstPlain(attributes, ['mlflow.spanInputs']),
      result: firstPlain(attributes, ['mlflow.spanOutputs']),
    };
  }
  const request = plainOf(attributes, 'mlflow.spanInputs');
  return {
    input: toMessages(request, 'user'),
    output: toMessages(plainOf(attributes, 'mlflow.spanOutputs'), 'assistant'),
    tool_definitions: toToolDefinitions(
      plainOf(attributes, 'mlflow.chat.tools') ?? (isObject(request) ? request['tools'] : undefined),
    ),
  };
}
