/**
 * LiteLLM's otel callback: the GenAI conventions, and beside them what only it knows, among it the provider's usage as Python
 * prints an object. A second span below each call repeats it in the provider's words and is no call of its own.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { Message, MessagePart, SpanContents } from '../model/message.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { plainOf } from './gen-ai-contents.ts';
import { toMessages } from './parse-messages.ts';
import { parseArguments } from './parse-parts.ts';
import { readFlag, toText } from './read-value.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export const liteLlm: Vocabulary = {
  name: 'litellm',
  score({ scope }) {
    return scope.name === SCOPE ? 2 : 0;
  },
  read({ span: { attributes, name } }) {
    return {
      kind: KINDS.get(name) ?? (attributes.has('guardrail_name') ? 'guardrail' : null),
      // An answer out of LiteLLM's own cache was paid for when it was first given.
      reportedCostUsd: readFlag(attributes, 'litellm.cache_hit') ? 0 : null,
      reportedUsage: readUsage(attributes),
    };
  },
  readContents: readLiteLlmContents,
  readLooseContents: () => ({}),
};

const SCOPE = 'litellm';

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['raw_gen_ai_request', 'other'],
  ['Received Proxy Server Request', 'workflow'],
]);

/** `{'prompt_tokens': 121, 'prompt_tokens_details': {'cached_tokens': 64}}`: only what the conventions leave out. */
function readUsage(attributes: AttributeMap): ReportedUsage | undefined {
  const printed = attributes.get('metadata.usage_object');
  if (typeof printed !== 'string' || printed.length > USAGE_LENGTH_MAX) return undefined;
  return {
    input: null,
    output: null,
    cacheRead: findNumber(printed, CACHE_READ),
    cacheWrite: findNumber(printed, CACHE_WRITE),
    reasoning: findNumber(printed, REASONING),
  };
}

const USAGE_LENGTH_MAX = 4096;
const CACHE_READ = /'(?:cached_tokens|cache_read_input_tokens)': (\d{1,12})\b/;
const CACHE_WRITE = /'cache_creation_(?:input_)?tokens': (\d{1,12})\b/;
const REASONING = /'reasoning_tokens': (\d{1,12})\b/;

function findNumber(printed: string, pattern: RegExp): number | null {
  const found = pattern.exec(printed)?.[1];
  return found === undefined ? null : Number(found);
}

/** An answer that only calls tools has no parts (1.110); the calls stand in indexed keys, a key a call, without ids. */
function readLiteLlmContents({ span, scope }: SpanInContext): Partial<SpanContents> {
  const { attributes } = span;
  if (scope.name !== SCOPE) return {};
  const [message] = toMessages(plainOf(attributes, 'gen_ai.output.messages'), 'assistant');
  if (message === undefined || message.parts.length > 0) return {};
  const calls = readCalls(attributes);
  return calls.length === 0 ? {} : { output: [{ ...message, parts: calls } satisfies Message] };
}

const CALLS_MAX = 256;

function readCalls(attributes: AttributeMap): readonly MessagePart[] {
  const calls: MessagePart[] = [];
  for (let index = 0; index < CALLS_MAX; index++) {
    const at = `gen_ai.completion.${index}.function_call.`;
    const name = toText(attributes.get(`${at}name`));
    if (name === null) break;
    const given = attributes.get(`${at}arguments`);
    calls.push({
      type: 'tool_call',
      id: null,
      name,
      arguments: typeof given === 'string' ? parseArguments(given) : null,
    });
  }
  return calls;
}
