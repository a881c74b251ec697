/**
 * Claude Code's log events (scope `com.anthropic.claude_code.events`), which it sends without its spans as well. `prompt.id`
 * says which turn an event belongs to; tokens are exclusive, as in its spans, and the cost is its own calculation.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import { readClaudeCodeUsage } from './claude-code.ts';
import { EVENT_SCORE, isDerived, nameOf, type EventReading, type EventVocabulary } from './event-vocabulary.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { readIdentity, toIdentity } from './identity.ts';
import { toMessages } from './parse-messages.ts';
import { isDenied, readNumber, toNumber, toText } from './read-value.ts';
import type { SpanInContext } from './vocabulary.ts';

const SCOPE = 'com.anthropic.claude_code.events';
/** The piece that is the turn; 2.1.331 logs it inside the span `claude_code.interaction`, which then is the same span. */
const TURN = 'turn';

export const claudeCodeEvents: EventVocabulary = {
  name: 'claude-code-events',
  ofSpans: 'claude-code',
  speaks: ({ name }) => name === SCOPE,
  readEvent({ record: { attributes, eventName } }): EventReading | null {
    const name = nameOf({ attributes, eventName }).replace('claude_code.', '');
    const kind = KINDS.get(name);
    if (kind === undefined || (name === 'assistant_response' && !isAnswer(attributes))) return null;
    return {
      role: kind === 'agent' ? 'piece' : 'whole',
      name: `claude_code.${name}`,
      turn: toText(attributes.get('prompt.id')) ?? '',
      key: kind === 'agent' ? TURN : '',
      parentKey: kind !== 'agent' && attributes.has('prompt.id') ? TURN : null,
      durationMs: toNumber(attributes.get('duration_ms')),
      failed: name === 'api_error' || isDenied(attributes.get('success')),
    };
  },
  score: (context) => (isSpoken(context) ? EVENT_SCORE : 0),
  read({ span: { attributes } }) {
    const kind = KINDS.get(nameOf({ attributes }).replace('claude_code.', '')) ?? null;
    const isCall = kind === 'llm.chat';
    const usage = isCall ? readClaudeCodeUsage(attributes) : undefined;
    const cacheWriteHour = toNumber(attributes.get('cache_creation_1h_tokens'));
    return {
      kind,
      provider: isCall ? 'anthropic' : null,
      requestModel: isCall ? toIdentity(attributes.get('model')) : null,
      responseId: isCall ? toIdentity(attributes.get('request_id')) : null,
      reportedUsage: usage && { ...usage, apart: { cacheWriteHour, inputAudio: null, outputAudio: null } },
      reportedCostUsd: isCall ? readNumber(attributes, ['cost_usd']) : null,
      timeToFirstTokenMs: isCall ? toNumber(attributes.get('ttft_ms')) : null,
      toolName: kind === 'tool' ? toIdentity(attributes.get('tool_name')) : null,
      toolCallId: kind === 'tool' ? toIdentity(attributes.get('tool_use_id')) : null,
      agentName: readIdentity(attributes, ['agent_name', 'agent.name']),
    };
  },
  readContents: readEventContents,
  readLooseContents: () => ({}),
};

/** It answers the user, and is no title or summary that Claude Code asked for beside the conversation. */
function isAnswer(attributes: AttributeMap): boolean {
  const source = toText(attributes.get('query_source'));
  return source === null || source === 'sdk' || source.startsWith('repl_main_thread');
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['user_prompt', 'agent'],
  ['assistant_response', 'agent'],
  ['api_request', 'llm.chat'],
  ['api_error', 'llm.chat'],
  ['tool_result', 'tool'],
]);

function isSpoken(context: SpanInContext): boolean {
  return context.scope.name === SCOPE && isDerived(context);
}

/** The turn's answers are pieces after its prompt, and events of its span therefore. */
function readEventContents(context: SpanInContext): Partial<SpanContents> {
  if (!isSpoken(context)) return {};
  const { attributes, events } = context.span;
  const pieces = [attributes, ...events.map((event) => event.attributes)];
  return {
    input: pieces.flatMap((piece) => toMessages(plainOf(piece, 'prompt'), 'user')),
    output: pieces.flatMap((piece) => toMessages(plainOf(piece, 'response'), 'assistant')),
    arguments: firstPlain(attributes, ['tool_input', 'tool_parameters']),
    result: firstPlain(attributes, ['tool_output', 'error']),
  };
}
