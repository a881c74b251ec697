/**
 * Claude Code's spans (`span.type`, scope `com.anthropic.claude_code.*`). A tool is three spans, of which one is the call and
 * two are waiting and running; its output stands in an event. Versions before the GenAI names count tokens exclusive.
 */
import type { AttributeMap } from '../model/attributes.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import type { SpanContents } from '../model/message.ts';
import type { ReportedUsage } from '../model/usage.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { firstPlain, plainOf } from './gen-ai-contents.ts';
import { toMessages } from './parse-messages.ts';
import { readIdentity, toIdentity } from './identity.ts';
import { isDenied, readNumber, readTexts, toNumber, toText } from './read-value.ts';
import type { SpanInContext, Vocabulary } from './vocabulary.ts';

const SCOPE = 'com.anthropic.claude_code';

export const claudeCode: Vocabulary = {
  name: 'claude-code',
  score: (context) => (isSpoken(context) ? 2 : 0),
  read({ span: { attributes } }) {
    const kind = readKind(toText(attributes.get('span.type')));
    return {
      kind,
      requestModel: kind === 'llm.chat' ? toIdentity(attributes.get('model')) : null,
      reportedUsage: kind === 'llm.chat' ? readClaudeCodeUsage(attributes) : undefined,
      finishReasons: readTexts(attributes, 'stop_reason').map(normalizeFinishReason),
      timeToFirstTokenMs: toNumber(attributes.get('ttft_ms')),
      toolName: kind === 'tool' ? toIdentity(attributes.get('tool_name')) : null,
      toolCallId: kind === 'tool' ? toIdentity(attributes.get('tool_use_id')) : null,
      agentName: readIdentity(attributes, ['agent_name', 'agent.name']),
      failed: isDenied(attributes.get('success')),
    };
  },
  readContents: readClaudeCodeContents,
  readLooseContents: () => ({}),
};

/** The names are nobody's own, so only the scope tells. */
function isSpoken({ span, scope }: SpanInContext): boolean {
  return scope.name.startsWith(SCOPE) && span.attributes.has('span.type');
}

/** Up to 2.1.170 the type is the whole name of the span. */
function readKind(type: string | null): SpanKind | null {
  return type === null ? null : (KINDS.get(type.replace('claude_code.', '')) ?? null);
}

const KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ['interaction', 'agent'],
  ['llm_request', 'llm.chat'],
  ['tool', 'tool'],
  // They carry the call's id as well; for the GenAI conventions alone each would be a call.
  ['tool.blocked_on_user', 'other'],
  ['tool.execution', 'other'],
  ['hook', 'other'],
]);

export function readClaudeCodeUsage(attributes: AttributeMap): ReportedUsage {
  const input = toNumber(attributes.get('input_tokens'));
  const cacheRead = toNumber(attributes.get('cache_read_tokens'));
  const cacheWrite = toNumber(attributes.get('cache_creation_tokens'));
  return {
    input: input === null ? null : input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: readNumber(attributes, ['output_tokens']),
    cacheRead,
    cacheWrite,
    reasoning: null,
  };
}

function readClaudeCodeContents(context: SpanInContext): Partial<SpanContents> {
  if (!isSpoken(context)) return {};
  const { attributes, events } = context.span;
  const output = events.find(({ name }) => name === 'tool.output')?.attributes;
  return {
    input: toMessages(plainOf(attributes, 'user_prompt'), 'user'),
    // Its spans say nothing of answers; the log events of the turn are its events.
    output: events
      .filter(({ name }) => name === 'assistant_response')
      .flatMap((event) => toMessages(plainOf(event.attributes, 'response'), 'assistant')),
    arguments: firstPlain(attributes, ['tool_input', 'full_command', 'file_path']),
    result: output === undefined ? null : firstPlain(output, ['output', 'content']),
  };
}
