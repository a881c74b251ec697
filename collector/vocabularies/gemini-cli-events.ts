/**
 * Gemini CLI's log events (`gemini_cli.*`). A call is two of them: `api_request` is logged inside the span of the call, so that
 * it has that span's ids, and `api_response` or `api_error` outside of any (0.61). Thoughts are not in the output tokens.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { Message, SpanContents } from '../model/message.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { EVENT_SCORE, isDerived, nameOf, type EventReading, type EventVocabulary } from './event-vocabulary.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { joinPieces } from './gemini-cli.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { toIdentity } from './identity.ts';
import { isObject } from './parse-json.ts';
import { toMessages } from './parse-messages.ts';
import { isDenied, readTexts, toNumber, toText } from './read-value.ts';
import type { SpanInContext } from './vocabulary.ts';

const SCOPE = 'gemini-cli';

export const geminiCliEvents: EventVocabulary = {
  name: 'gemini-cli-events',
  ofSpans: 'gemini-cli',
  speaks: ({ name }) => name === SCOPE,
  readEvent({ record: { attributes, eventName } }): EventReading | null {
    const name = nameOf({ attributes, eventName });
    const role = ROLES.get(name);
    if (role === undefined) return null;
    const turn = toText(attributes.get('prompt_id')) ?? '';
    const model = toText(attributes.get('model')) ?? '';
    const isHalf = role === 'beginning' || role === 'ending';
    return {
      role,
      name,
      turn,
      key: isHalf ? `${model} ${toText(attributes.get('role')) ?? ''}` : '',
      parentKey: null,
      durationMs: toNumber(attributes.get('duration_ms')),
      failed: name === 'gemini_cli.api_error' || isDenied(attributes.get('success')),
      takesIds: true,
    };
  },
  score: (context) => (isSpoken(context) ? EVENT_SCORE : 0),
  read({ span: { attributes } }) {
    const kind = KINDS.get(nameOf({ attributes })) ?? null;
    const isCall = kind === 'llm.chat';
    return {
      kind,
      agentName: SCOPE,
      requestModel: isCall ? toIdentity(attributes.get('model')) : null,
      reportedUsage: isCall ? readUsage(attributes) : undefined,
      // One for each chunk.
      finishReasons: isCall ? readTexts(attributes, 'finish_reasons').slice(-1).map(normalizeFinishReason) : null,
      toolName: kind === 'tool' ? toIdentity(attributes.get('function_name')) : null,
    };
  },
  readContents: readEventContents,
  readLooseContents: () => ({}),
};

const ROLES: ReadonlyMap<string, EventReading['role']> = new Map<string, EventReading['role']>([
  ['gemini_cli.user_prompt', 'whole'],
  ['gemini_cli.tool_call', 'whole'],
  ['gemini_cli.api_request', 'beginning'],
  ['gemini_cli.api_response', 'ending'],
  ['gemini_cli.api_error', 'ending'],
]);

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['gemini_cli.user_prompt', 'agent'],
  ['gemini_cli.tool_call', 'tool'],
  ['gemini_cli.api_response', 'llm.chat'],
  ['gemini_cli.api_error', 'llm.chat'],
]);

function isSpoken(context: SpanInContext): boolean {
  return context.scope.name === SCOPE && isDerived(context);
}

function readUsage(attributes: AttributeMap): ReportedUsage {
  const countOf = (key: string): number | null => toNumber(attributes.get(key));
  const [input, output, thoughts] = ['input_token_count', 'output_token_count', 'thoughts_token_count'].map(countOf);
  return {
    input: input ?? null,
    output: output === null || output === undefined ? null : output + (thoughts ?? 0),
    cacheRead: countOf('cached_content_token_count'),
    cacheWrite: null,
    reasoning: thoughts ?? null,
  };
}

function readEventContents(context: SpanInContext): Partial<SpanContents> {
  if (!isSpoken(context)) return {};
  const { attributes, events } = context.span;
  const request = events.find(({ name }) => name === 'gemini_cli.api_request')?.attributes;
  return {
    input: toMessages(plainOf(attributes, 'prompt') ?? (request && plainOf(request, 'request_text')), 'user'),
    output: joinPieces(readChunks(plainOf(attributes, 'response_text'))),
    arguments: firstPlain(attributes, ['function_args']),
    result: firstPlain(attributes, ['error']),
  };
}

/** A streamed answer is the list of the API's chunks. */
function readChunks(chunks: unknown): readonly Message[] {
  if (typeof chunks === 'string') return toMessages(chunks, 'assistant');
  return (Array.isArray(chunks) ? chunks : [chunks])
    .filter(isObject)
    .flatMap(({ candidates }) => (Array.isArray(candidates) ? candidates.slice(0, 1) : []))
    .filter(isObject)
    .flatMap(({ content }) => toMessages(content, 'assistant'));
}
