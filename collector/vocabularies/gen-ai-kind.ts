/** The kind of a span of the GenAI conventions: from its operation name, else from what only one kind carries. */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { Span } from '../model/span.ts';
import { toText } from './read-value.ts';

export function readGenAiKind(span: Span, attributes: AttributeMap): SpanKind | null {
  return readOperation(attributes) ?? readSignature(span, attributes);
}

/** @returns null for an operation that is unknown, which says no more than none. */
function readOperation(attributes: AttributeMap): SpanKind | null {
  const operation = toText(attributes.get('gen_ai.operation.name'))?.toLowerCase();
  if (operation !== undefined) return OPERATIONS.get(operation) ?? (operation.includes('memory') ? 'memory' : null);
  const method = attributes.get('mcp.method.name');
  if (typeof method === 'string') return method === 'tools/call' ? 'tool' : 'mcp';
  const request = attributes.get('llm.request.type');
  return typeof request === 'string' ? (REQUEST_TYPES.get(request.toLowerCase()) ?? null) : null;
}

/** OpenLLMetry before it wrote operation names. */
const REQUEST_TYPES: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['chat', 'llm.chat'],
  ['completion', 'llm.completion'],
  ['embedding', 'embedding'],
  ['rerank', 'rerank'],
]);

const OPERATIONS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['chat', 'llm.chat'],
  ['generate_content', 'llm.chat'],
  ['response', 'llm.chat'],
  ['responses', 'llm.chat'],
  ['text_completion', 'llm.completion'],
  ['completion', 'llm.completion'],
  ['generate', 'llm.completion'],
  ['embeddings', 'embedding'],
  ['embedding', 'embedding'],
  ['rerank', 'rerank'],
  ['retrieval', 'retrieval'],
  ['vector_db_retrieve', 'retrieval'],
  ['execute_tool', 'tool'],
  ['invoke_agent', 'agent'],
  ['create_agent', 'agent'],
  ['plan', 'agent'],
  ['agent_handoff', 'agent'],
  ['invoke_workflow', 'workflow'],
  ['execute_task', 'workflow'],
  ['agent_step', 'workflow'], // AI SDK v7
  ['guardrail.run', 'guardrail'], // Traceloop JS
  ['guard', 'guardrail'],
  ['guardrail_check', 'guardrail'], // instrumentation-openai-agents
  ['apply_guardrail', 'guardrail'],
  ['run_guardrail', 'guardrail'],
  ['llm_call', 'llm.chat'], // Gemini CLI spells its operations its own way
  ['tool_call', 'tool'],
  ['agent_call', 'agent'],
  ['user_prompt', 'agent'],
  ['schedule_tool_calls', 'workflow'],
  ['workflow', 'workflow'], // @traceloop/instrumentation-langchain 0.27
  ['task', 'workflow'],
]);

function readSignature(span: Span, attributes: AttributeMap): SpanKind | null {
  if (attributes.has('gen_ai.tool.name') || attributes.has('gen_ai.tool.call.id')) return 'tool';
  if (attributes.has('gen_ai.retrieval.query.text') || attributes.has('gen_ai.retrieval.documents')) return 'retrieval';
  if (attributes.has('gen_ai.embeddings.dimension.count')) return 'embedding';
  const cut = span.name.indexOf(' ');
  const named = cut > 0 ? OPERATIONS.get(span.name.slice(0, cut)) : undefined;
  if (named !== undefined) return named;
  return MODEL_KEYS.some((key) => attributes.has(key)) ? 'llm.chat' : null;
}

const MODEL_KEYS: readonly string[] = [
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.prompt.0.content',
  'gen_ai.completion.0.content',
];
