/**
 * Mastra's exporters write the GenAI conventions and beside them `mastra.span.type`, which says more than the operation: an
 * agent's run is a generation, its steps, and in each step one request to a model, which alone has the tokens.
 */
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { Span } from '../model/span.ts';
import { answerMessage } from './answer-message.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { isObject } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { toText } from './read-value.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export const mastra: Vocabulary = {
  name: 'mastra',
  score({ span, scope }) {
    if (!span.attributes.has('mastra.span.type')) return 0;
    return scope.name.startsWith('@mastra/') ? 2 : 1;
  },
  read({ span }) {
    return { kind: readKind(span), timeToFirstTokenMs: readFirstToken(span) };
  },
  readContents: readMastraContents,
  readLooseContents: () => ({}),
};

function readKind({ attributes }: Span): SpanKind | null {
  const type = toText(attributes.get('mastra.span.type'));
  // Up to @mastra/otel-exporter 1.3 the generation itself was the `chat`, with the tokens and no inference below it.
  if (type === 'model_generation' && attributes.get('gen_ai.operation.name') === 'chat') return 'llm.chat';
  return type === null ? null : (KINDS.get(type) ?? (type.startsWith('workflow_') ? 'workflow' : null));
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['agent_run', 'agent'],
  ['model_generation', 'workflow'],
  ['model_step', 'workflow'],
  ['model_inference', 'llm.chat'],
  ['model_chunk', 'other'],
  ['tool_call', 'tool'],
  ['mcp_tool_call', 'tool'],
  ['provider_tool_call', 'tool'],
  ['rag_embedding', 'embedding'],
  ['rag_vector_operation', 'retrieval'],
]);

/** When the answer began, as a date; sometimes with quotes around it. */
function readFirstToken({ attributes, startUnixNano }: Span): number | null {
  const begun = toText(attributes.get('mastra.completion_start_time'));
  if (begun === null) return null;
  const afterMs = Date.parse(begun) - Number(startUnixNano / 1_000_000n);
  return afterMs >= 0 ? afterMs : null;
}

function readMastraContents({ span }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  const type = toText(attributes.get('mastra.span.type'));
  if (type === null) return {};
  const given = plainOf(attributes, `mastra.${type}.input`);
  const made = plainOf(attributes, `mastra.${type}.output`);
  if (!CONVERSING.has(type)) {
    return {
      arguments: firstPlain(attributes, [`mastra.${type}.input`]),
      result: firstPlain(attributes, [`mastra.${type}.output`]),
    };
  }
  return {
    input: toMessages(given, 'user'),
    output: isObject(made)
      ? answerMessage({ text: made['text'], reasoning: made['reasoningText'], calls: made['toolCalls'] })
      : toMessages(made, 'assistant'),
  };
}

const CONVERSING: ReadonlySet<string> = new Set(['agent_run', 'model_generation', 'model_step', 'model_inference']);
