/**
 * Which attributes of a span nobody reads. There is no list of what is read, which would be wrong with the next change: the
 * vocabularies read a map that remembers what they asked for. Asked when somebody looks at a span, never on the way in.
 */
import type { AttributeValue } from '../model/attributes.ts';
import { DETAILS_EVENT } from './gen-ai-contents.ts';
import { vocabularies } from './index.ts';
import { mapSpan } from './map-span.ts';
import { readContents } from './read-contents.ts';
import { readSessionKey, readUserId } from './session-keys.ts';
import { readTags } from './tags.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

export interface UnreadKeys {
  /** In the name space of a known dialect: what is said there is lost to the pages. Sorted; `N` stands for an index. */
  readonly unmapped: readonly string[];
  /** All others, such as the application's own and those of HTTP and databases. Sorted. */
  readonly foreign: readonly string[];
}

/** Each finds at least one more name of a field that others stand before; no span has so many names for one. */
const PASSES_MAX = 16;

export function findUnreadKeys(context: SpanInContext): UnreadKeys {
  const spoken = [...(context.own === undefined ? [] : [context.own]), ...vocabularies].filter(
    (vocabulary) => vocabulary.score(context) > 0,
  );
  const read = readWhole(context);
  // A name is not asked for where one before it has said the field. What was read is hidden, until nothing new is asked for.
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const more = readRest(context, spoken, read);
    if (more.size === 0) break;
    for (const key of more) read.add(key);
  }
  const templates = new Set([...read].map(withoutIndexes));
  const unread = new Set<string>();
  for (const [key, value] of context.span.attributes) {
    // Some SDKs write all keys that there could be.
    if (value === null || value === '') continue;
    const template = withoutIndexes(key);
    // Of a list, what is read of one member is read of all: a tool's message has no need of its role.
    if (!read.has(key) && !templates.has(template) && !LEFT_OUT.has(key)) unread.add(template);
  }
  const sorted = [...unread].sort();
  return { unmapped: sorted.filter(isKnownName), foreign: sorted.filter((key) => !isKnownName(key)) };
}

/** `llm.tools.3.name` is `llm.tools.N.name`. */
export function withoutIndexes(key: string): string {
  return key.length > KEY_LENGTH_MAX ? `${key.slice(0, KEY_LENGTH_MAX)}…` : key.replace(/(?<=\.)[0-9]+(?=\.|$)/g, 'N');
}

/** A key may be a megabyte; what is shown of it is not. */
const KEY_LENGTH_MAX = 200;

class NotingMap extends Map<string, AttributeValue> {
  readonly asked = new Set<string>();

  override get(key: string): AttributeValue | undefined {
    this.#note(key);
    return super.get(key);
  }

  override has(key: string): boolean {
    return this.#note(key);
  }

  #note(key: string): boolean {
    const isThere = super.has(key);
    if (isThere) this.asked.add(key);
    return isThere;
  }
}

function readWhole(context: SpanInContext): Set<string> {
  const asked = new Set<string>();
  // Attributes are copied where a details event stands beside them, so the span is read without it, too.
  const events = context.span.events.filter(({ name }) => name !== DETAILS_EVENT);
  for (const span of events.length === context.span.events.length
    ? [context.span]
    : [context.span, { ...context.span, events }]) {
    const attributes = new NotingMap(span.attributes);
    const noting = { ...context, span: { ...span, attributes } };
    mapSpan(noting);
    readContents(noting);
    for (const key of attributes.asked) asked.add(key);
  }
  return asked;
}

function readRest(
  context: SpanInContext,
  spoken: readonly Vocabulary[],
  read: ReadonlySet<string>,
): ReadonlySet<string> {
  const { span } = context;
  const rest = [...span.attributes].filter(([key]) => !read.has(key) || KIND_KEYS.has(key));
  const attributes = new NotingMap(rest);
  const events = span.events.filter(({ name }) => name !== DETAILS_EVENT);
  const noting: SpanInContext = { ...context, span: { ...span, attributes, events } };
  for (const vocabulary of spoken) {
    vocabulary.read(noting);
    vocabulary.readContents(noting);
    vocabulary.readLooseContents(noting);
  }
  readSessionKey(noting);
  readUserId(noting.span);
  readTags(attributes);
  return attributes.asked.difference(read);
}

/** What says which kind of span it is decides what else is looked for. */
const KIND_KEYS: ReadonlySet<string> = new Set([
  'gen_ai.operation.name',
  'openinference.span.kind',
  'langfuse.observation.type',
  'mastra.span.type',
  'traceloop.span.kind',
  'ai.operationId',
  'genkit:type',
  'genkit:metadata:subtype',
  'span.type',
]);

/** Known, and nothing is lost without them: sums of what is read, and how something beside them is written. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'gen_ai.usage.total_tokens',
  'llm.usage.total_tokens',
  'llm.token_count.total',
  'ai.usage.totalTokens',
  'ai.usage.inputTokenDetails.noCacheTokens',
  'ai.usage.outputTokenDetails.textTokens',
  'input.mime_type',
  'output.mime_type',
]);

function isKnownName(key: string): boolean {
  return NAME_SPACES.some((start) => key.startsWith(start));
}

const NAME_SPACES: readonly string[] = [
  'gen_ai.',
  'llm.',
  'ai.',
  'openinference.',
  'input.',
  'output.',
  'embedding.',
  'reranker.',
  'retrieval.',
  'tool.',
  'tool_call.',
  'agent.',
  'graph.node.',
  'langfuse.',
  'langsmith.',
  'langwatch.',
  'lmnr.',
  'mlflow.',
  'traceloop.',
  'mastra.',
  'genkit:',
  'gcp.vertex.agent.',
  'pydantic_ai.',
  'logfire.',
  'claude_code.',
  'codex.',
  'openai.',
  'anthropic.',
  'mcp.',
  'session.',
  'user.',
  'enduser.',
];
