/**
 * Logfire's own instrumentations of clients: the GenAI conventions, and the client's usage as JSON. A call that is streamed is
 * two spans beside each other: one until the stream began, and a log in a span's place that has its answer and its tokens.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { isObject, parseJson } from './parse-json.ts';
import { toNumber } from './read-value.ts';
import type { Vocabulary } from './vocabulary.ts';

export const logfire: Vocabulary = {
  name: 'logfire',
  score({ span, scope }) {
    return scope.name.startsWith('logfire') && span.attributes.has('logfire.msg') ? 2 : 0;
  },
  read({ span: { attributes, status } }) {
    const isOpened = opensStream(attributes) && status !== 'error';
    return { kind: isOpened ? 'workflow' : null, reportedUsage: readUsage(attributes) };
  },
  readContents: () => ({}),
  readLooseContents: () => ({}),
};

/**
 * The log counts as the call, because it alone tells what was answered and what it cost. What only opened a stream is known by
 * ending well without any of that: of a request 5.4 keeps no word about streaming.
 */
function opensStream(attributes: AttributeMap): boolean {
  if (attributes.get('logfire.span_type') !== 'span' || !attributes.has('request_data')) return false;
  return !ANSWER_KEYS.some((key) => attributes.has(key));
}

const ANSWER_KEYS: readonly string[] = [
  'gen_ai.output.messages',
  'gen_ai.usage.input_tokens',
  'gen_ai.response.id',
  'response_data',
];

const USAGE_LENGTH_MAX = 4096;

/** Only what the conventions have no name for in this version (5.4). */
function readUsage(attributes: AttributeMap): ReportedUsage | undefined {
  const raw = attributes.get('gen_ai.usage.raw');
  const usage = typeof raw === 'string' ? parseJson(raw, USAGE_LENGTH_MAX) : undefined;
  const details = isObject(usage) ? (usage['completion_tokens_details'] ?? usage['output_tokens_details']) : undefined;
  if (!isObject(details)) return undefined;
  const reasoning = toNumber(details['reasoning_tokens']);
  return { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning };
}
