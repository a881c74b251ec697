/**
 * OpenInference (Arize): flat indexed keys (`llm.input_messages.0.message.role`). `llm.model_name` is the model that
 * answered where there is an answer, and only then; the one asked for stands in the JSON of the invocation parameters.
 */
import type { AttributeMap, AttributeValue } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { Span } from '../model/span.ts';
import type { ReportedApart, ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { readIdentity, toIdentity } from './identity.ts';
import { readInvocation } from './invocation-parameters.ts';
import { readOpenInferenceContents, readOpenInferenceLooseContents } from './openinference-contents.ts';
import { readMetadata } from './metadata.ts';
import { normalizeProvider } from './provider-names.ts';
import { readNumber, readTexts, toText } from './read-value.ts';
import { readIndexedToolNames } from './tool-names.ts';
import type { SpanInContext, Vocabulary, VocabularyFields } from './vocabulary.ts';

export const openInference: Vocabulary = {
  name: 'openinference',
  score({ span, scope }) {
    if (!SIGNATURE_KEYS.some((key) => span.attributes.has(key))) return 0;
    return SCOPE_PREFIXES.some((prefix) => scope.name.startsWith(prefix)) ? 2 : 1;
  },
  read: readFields,
  readContents: readOpenInferenceContents,
  readLooseContents: readOpenInferenceLooseContents,
};

const SIGNATURE_KEYS: readonly string[] = [
  'openinference.span.kind',
  'llm.model_name',
  'llm.input_messages.0.message.role',
  'llm.output_messages.0.message.role',
  'llm.token_count.prompt',
  'tool.name',
];

const SCOPE_PREFIXES: readonly string[] = ['openinference.', '@arizeai/'];

function readFields({ span, scope }: SpanInContext): VocabularyFields {
  const { attributes } = span;
  const metadata = readMetadata(attributes);
  const agentName = readAgentName(attributes, metadata);
  const kind = readKind(span, agentName);
  const invocation = readInvocation(attributes);
  const tools = readIndexedToolNames(attributes, 'llm.tools.', '.tool.json_schema');
  return {
    kind,
    provider:
      normalizeProvider(toText(attributes.get('llm.provider'))) ??
      normalizeProvider(toText(attributes.get('llm.system'))) ??
      normalizeProvider(toText(metadata?.get('ls_provider'))),
    ...readModels(attributes, invocation.model),
    responseId: kind === 'llm.chat' ? readResponseId(attributes.get('output.value')) : null,
    reportedUsage: readUsage(attributes),
    reportedCostUsd: readCost(attributes),
    unpriceable: scope.name === RUNNING_TOTALS,
    finishReasons: readTexts(attributes, 'llm.finish_reason').map(normalizeFinishReason),
    timeToFirstTokenMs: readFirstToken(span),
    toolName: toIdentity(attributes.get('tool.name')) ?? (kind === 'tool' ? toIdentity(span.name) : null),
    toolCallId: readIdentity(attributes, TOOL_CALL_KEYS),
    availableTools: tools.length > 0 ? tools : invocation.tools,
    agentName: agentName ?? (kind === 'agent' ? readIdentity(attributes, NODE_KEYS) : null),
  };
}

/**
 * 0.3.1 writes the session's running total as every run's cost, so a resumed session would be billed again and again; its
 * tokens leave out what the cache served.
 */
const RUNNING_TOTALS = '@arizeai/openinference-instrumentation-claude-agent-sdk';

function readKind({ attributes, name }: Span, agentName: string | null): SpanKind | null {
  const kind = toText(attributes.get('openinference.span.kind'))?.toUpperCase();
  if (kind === 'LLM') return attributes.has('llm.prompts.0.prompt.text') ? 'llm.completion' : 'llm.chat';
  // LangChain's `createAgent` runs are a CHAIN like any other, but named as the agent.
  if (kind === 'CHAIN' && name === agentName) return 'agent';
  if (kind !== undefined) return KINDS.get(kind) ?? null;
  if (attributes.has('tool.name')) return 'tool';
  return attributes.has('llm.model_name') ? 'llm.chat' : null;
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['EMBEDDING', 'embedding'],
  ['CHAIN', 'workflow'],
  ['RETRIEVER', 'retrieval'],
  ['RERANKER', 'rerank'],
  ['TOOL', 'tool'],
  ['AGENT', 'agent'],
  ['GUARDRAIL', 'guardrail'],
  ['EVALUATOR', 'evaluator'],
  ['PROMPT', 'other'],
]);

const OTHER_MODEL_KEYS: readonly string[] = ['embedding.model_name', 'reranker.model_name'];
const ANSWER_KEYS: readonly string[] = [
  'llm.token_count.completion',
  'llm.token_count.total',
  'llm.output_messages.0.message.role',
  'output.value',
];

function readModels(
  attributes: AttributeMap,
  invoked: string | null,
): Pick<VocabularyFields, 'requestModel' | 'responseModel'> {
  const named = toIdentity(attributes.get('llm.model_name'));
  const answered = ANSWER_KEYS.some((key) => attributes.has(key));
  const request =
    toIdentity(attributes.get('llm.request.model_name')) ?? invoked ?? readIdentity(attributes, OTHER_MODEL_KEYS);
  return {
    requestModel: request ?? (answered ? null : named),
    responseModel: toIdentity(attributes.get('llm.response.model_name')) ?? (answered ? named : null),
  };
}

/**
 * This dialect has no key for it, but the raw response begins with it; two instrumentations of one client are told apart
 * from two calls by it. Only the providers' own forms of ids, because an answer in JSON may begin with an id as well.
 */
function readResponseId(response: AttributeValue | undefined): string | null {
  return typeof response === 'string' ? (RESPONSE_ID.exec(response.slice(0, 300))?.[1] ?? null) : null;
}

const RESPONSE_ID = /^\{\s*"id":\s*"((?:chatcmpl|cmpl|resp|msg|gen)[-_][\w-]{1,128})"/;

const CACHE_READ_KEYS: readonly string[] = [
  'llm.token_count.prompt_details.cache_read',
  'llm.token_count.prompt_details.cache_input',
];

function readUsage(attributes: AttributeMap): ReportedUsage {
  return {
    input: readNumber(attributes, ['llm.token_count.prompt']),
    output: readNumber(attributes, ['llm.token_count.completion']),
    cacheRead: readNumber(attributes, CACHE_READ_KEYS),
    cacheWrite: readNumber(attributes, ['llm.token_count.prompt_details.cache_write']),
    reasoning: readNumber(attributes, ['llm.token_count.completion_details.reasoning']),
    apart: readAudio(attributes),
  };
}

function readAudio(attributes: AttributeMap): ReportedApart | null {
  const inputAudio = readNumber(attributes, ['llm.token_count.prompt_details.audio']);
  const outputAudio = readNumber(attributes, ['llm.token_count.completion_details.audio']);
  return inputAudio === null && outputAudio === null ? null : { cacheWriteHour: null, inputAudio, outputAudio };
}

function readCost(attributes: AttributeMap): number | null {
  const total = readNumber(attributes, ['llm.cost.total']);
  if (total !== null) return total;
  const input = readNumber(attributes, ['llm.cost.prompt']);
  const output = readNumber(attributes, ['llm.cost.completion']);
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0);
}

/** The only sign of streaming in this dialect is an event (openai, langchain; Python and JavaScript). */
function readFirstToken({ events, startUnixNano }: Span): number | null {
  const first = events.find(({ name }) => FIRST_TOKEN_EVENTS.has(name));
  if (first === undefined || first.timeUnixNano < startUnixNano) return null;
  return Number(first.timeUnixNano - startUnixNano) / 1e6;
}

const FIRST_TOKEN_EVENTS: ReadonlySet<string> = new Set(['First Token Stream Event', 'new_token']);

const TOOL_CALL_KEYS: readonly string[] = ['tool.id', 'tool_call.id'];
/** LangGraph names a graph node on every step; only on an agent's own span does the node name the agent. */
const NODE_KEYS: readonly string[] = ['graph.node.name', 'graph.node.id'];

/** LangChain from 1.0 names the agent in the metadata of all that runs inside it. */
function readAgentName(attributes: AttributeMap, metadata: AttributeMap | null): string | null {
  return toIdentity(attributes.get('agent.name')) ?? toIdentity(metadata?.get('lc_agent_name'));
}
