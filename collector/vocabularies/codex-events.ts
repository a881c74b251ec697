/**
 * Codex' log events (scopes `codex_otel.*`, before that its originator's name). A call is two events without a common id:
 * `codex.api_request` when the answer began, and the `codex.sse_event` of its end, which has the tokens. All numbers may be texts.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import { EVENT_SCORE, isDerived, nameOf, type EventReading, type EventVocabulary } from './event-vocabulary.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { toIdentity } from './identity.ts';
import { toMessages } from './parse-messages.ts';
import { isDenied, toNumber, toText } from './read-value.ts';
import type { SpanInContext } from './vocabulary.ts';

const SCOPE = 'codex';

export const codexEvents: EventVocabulary = {
  name: 'codex-events',
  ofSpans: null,
  speaks: ({ name }) => name.startsWith(SCOPE),
  readEvent({ record: { attributes, eventName } }): EventReading | null {
    const name = nameOf({ attributes, eventName });
    const failed = hasFailed(attributes);
    const role = roleOf(name, attributes, failed);
    const durationMs = toNumber(attributes.get('duration_ms'));
    // The end's duration is how long its last chunk was waited for.
    const ends = name === 'codex.sse_event' || name === 'codex.websocket_event';
    if (role === null) return null;
    const shared = { role, turn: '', key: '', parentKey: null, failed };
    return { ...shared, name: ends ? 'codex.api_request' : name, durationMs: ends ? null : durationMs };
  },
  score: (context) => (isSpoken(context) ? EVENT_SCORE : 0),
  read({ span: { attributes } }) {
    const kind = KINDS.get(nameOf({ attributes })) ?? null;
    const isCall = kind === 'llm.chat';
    return {
      kind,
      agentName: 'codex',
      agentVersion: toIdentity(attributes.get('app.version')),
      requestModel: isCall ? toIdentity(attributes.get('model')) : null,
      reportedUsage: isCall
        ? {
            input: toNumber(attributes.get('input_token_count')),
            output: toNumber(attributes.get('output_token_count')),
            cacheRead: toNumber(attributes.get('cached_token_count')),
            cacheWrite: toNumber(attributes.get('cache_write_token_count')),
            reasoning: toNumber(attributes.get('reasoning_token_count')),
          }
        : undefined,
      timeToFirstTokenMs: isCall ? toNumber(attributes.get('ttft_ms')) : null,
      toolName: kind === 'tool' ? toIdentity(attributes.get('tool_name')) : null,
      toolCallId: kind === 'tool' ? toIdentity(attributes.get('call_id')) : null,
    };
  },
  readContents: readEventContents,
  readLooseContents: () => ({}),
};

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['codex.user_prompt', 'agent'],
  ['codex.api_request', 'llm.chat'],
  ['codex.websocket_request', 'llm.chat'],
  ['codex.sse_event', 'llm.chat'],
  ['codex.websocket_event', 'llm.chat'],
  ['codex.tool_result', 'tool'],
]);

function roleOf(name: string, attributes: AttributeMap, failed: boolean): EventReading['role'] | null {
  switch (name) {
    case 'codex.user_prompt':
    case 'codex.tool_result':
      return 'whole';
    case 'codex.api_request':
    case 'codex.websocket_request':
      // What was refused has no end.
      return failed ? 'whole' : 'beginning';
    case 'codex.sse_event':
    case 'codex.websocket_event':
      // Every chunk is an event, the last of them twice (0.169): only the second has the tokens.
      return attributes.has('input_token_count') || FAILED.has(toText(attributes.get('event.kind')) ?? '')
        ? 'ending'
        : null;
    default:
      return null;
  }
}

const FAILED: ReadonlySet<string> = new Set(['response.failed', 'response.error']);

function hasFailed(attributes: AttributeMap): boolean {
  const status = toNumber(attributes.get('http.response.status_code'));
  return (
    (status !== null && status >= 400) ||
    attributes.has('error.message') ||
    FAILED.has(toText(attributes.get('event.kind')) ?? '') ||
    isDenied(attributes.get('success'))
  );
}

function isSpoken(context: SpanInContext): boolean {
  return context.scope.name.startsWith(SCOPE) && isDerived(context);
}

function readEventContents(context: SpanInContext): Partial<SpanContents> {
  if (!isSpoken(context)) return {};
  const { attributes } = context.span;
  return {
    input: toMessages(plainOf(attributes, 'prompt'), 'user'),
    arguments: firstPlain(attributes, ['arguments']),
    result: firstPlain(attributes, ['output']),
  };
}
