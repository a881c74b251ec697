/**
 * What was really said and counted against what REST shows, aspect by aspect. Ids, reasoning and parameters are aspects of
 * their own, so that an SDK which leaves one out is still held to all others.
 */
import { calcPrice } from '@pydantic/genai-prices';

import type { WireMessagePart } from '../../collector/operations/schemas.ts';
import { normalizeFinishReason } from '../../collector/vocabularies/finish-reasons.ts';
import { LEFT_OUT } from '../fixtures/record/elide-ledger.ts';
import type { Ledger, LedgerCall, LedgerPart, LedgerUsage } from '../fixtures/record/fake-provider/ledger.ts';
import type { RecordedCall, RecordedSessions } from './recorded-sessions.ts';

/** @returns what differs, by aspect; an aspect that is right is not there. */
export function compareWithLedger(read: RecordedSessions, ledger: Ledger): ReadonlyMap<string, string> {
  const differences = new Map<string, string>();
  for (const [aspect, describe] of Object.entries(ASPECTS)) {
    const [wanted, got] = describe(read, ledger).map((value) => JSON.stringify(value));
    if (wanted !== got) differences.set(aspect, `expected ${wanted}\n     got ${got}`);
  }
  return differences;
}

type Aspect = (read: RecordedSessions, ledger: Ledger) => readonly [wanted: unknown, got: unknown];

export const ASPECTS: Readonly<Record<string, Aspect>> = {
  session: ({ sessions }, { session_id }) =>
    session_id === null ? [null, null] : [[session_id], conversing(sessions).map(({ id }) => id)],
  agent: ({ sessions }, { agent }) =>
    agent === null ? [null, null] : [[agent], [...new Set(conversing(sessions).map((one) => one.agent_name))]],
  message_count: ({ sessions }, ledger) => [
    modelCalls(ledger).length,
    sumOf(sessions.map(({ message_count }) => message_count)),
  ],
  tool_uses: ({ sessions }, ledger) => [countToolUses(ledger), sumOf(sessions.map(({ tool_uses }) => tool_uses))],
  input_tokens: tokens(
    ({ input_uncached, cache_read, cache_write }) => input_uncached + cache_read + cache_write,
    'input_tokens',
  ),
  cache_read_tokens: tokens(({ cache_read }) => cache_read, 'cache_read_tokens'),
  cache_write_tokens: tokens(({ cache_write }) => cache_write, 'cache_write_tokens'),
  output_tokens: tokens(({ output, reasoning }) => output + reasoning, 'output_tokens'),
  reasoning_tokens: tokens(({ reasoning }) => reasoning, 'reasoning_tokens'),
  cost: ({ sessions }, ledger) => {
    const costs = sessions.map(({ cost_usd }) => cost_usd);
    if (costs.includes(null)) return [null, null];
    return [nano(sumOf(ledger.calls.map(priceOf))), nano(sumOf(costs.map((cost) => cost ?? 0)))];
  },
  errors: ({ sessions }, { calls }) => [
    calls.filter(({ error }) => error !== null).length,
    sumOf(sessions.map(({ errors }) => errors)),
  ],
  models: perCall(
    ({ answer, model }) => answer?.model ?? model,
    ({ item }) => item.model,
  ),
  input: perCall(
    ({ messages }) => messages.flatMap(({ role, parts }) => parts.flatMap((part) => sayLedger(role, part))),
    ({ messages }) => [
      ...messages.system.flatMap((part) => say('system', part)),
      ...messages.input.flatMap(({ role, parts }) => parts.flatMap((part) => say(role, part))),
    ],
  ),
  output: perCall(
    ({ answer }) => (answer?.parts ?? []).flatMap((part) => sayLedger('assistant', part)),
    ({ messages }) => messages.output.flatMap(({ role, parts }) => parts.flatMap((part) => say(role, part))),
  ),
  tool_call_ids: perCall(
    ({ messages, answer }) => [...messages.flatMap(({ parts }) => parts), ...(answer?.parts ?? [])].flatMap(idOf),
    ({ messages }) => [...messages.input, ...messages.output].flatMap(({ parts }) => parts.flatMap(idOf)),
  ),
  reasoning: perCall(
    ({ answer }) => (answer?.parts ?? []).flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])),
    ({ messages }) =>
      messages.output.flatMap(({ parts }) =>
        parts.flatMap((part) => (part.type === 'reasoning' ? [part.content] : [])),
      ),
  ),
  finish_reason: perCall(
    ({ answer }) => finishOf(answer?.finish_reason ?? null),
    ({ finishReasons: [reason = null] }, { api, answer }) => {
      // Some say `error` of a call that failed, some nothing; and the Responses API has no word for asking for a tool.
      if (answer === null) return null;
      const asksTool = answer.parts.some(({ type }) => type === 'tool_call');
      return api === 'openai.responses' && asksTool && reason === 'tool_call' ? 'stop' : reason;
    },
  ),
  tools: perCall(
    ({ tools }) => tools.map(({ name, description }) => `${name}: ${description}`),
    ({ tool_definitions }) => tool_definitions.map(({ name, description }) => `${name}: ${description}`),
  ),
  tool_parameters: perCall(
    ({ tools }) => tools.map(({ parameters }) => propertiesOf(parameters)),
    ({ tool_definitions }, { tools }) =>
      tool_definitions.map(({ parameters }, index) =>
        tools[index]?.parameters === LEFT_OUT ? [] : propertiesOf(parameters),
      ),
  ),
  /** Some frameworks stream from the model whatever the application asked for, so only streams must have it. */
  time_to_first_token: ({ calls }, ledger) => {
    const streams = calls.filter((_, index) => modelCalls(ledger)[index]?.streaming === true);
    return [true, streams.every(({ item }) => item.time_to_first_token_ms !== null)];
  },
};

/** An embedding alone may have been given no session by its SDK; and some SDKs have no spans for calls at all. */
function conversing(sessions: RecordedSessions['sessions']): RecordedSessions['sessions'] {
  const some = sessions.filter(({ message_count }) => message_count > 0);
  return some.length > 0 ? some : sessions;
}

function modelCalls({ calls }: Ledger): readonly LedgerCall[] {
  return calls.filter(({ api }) => !api.includes('embed'));
}

function tokens(
  pick: (usage: LedgerUsage) => number,
  field: 'input_tokens' | 'cache_read_tokens' | 'cache_write_tokens' | 'output_tokens' | 'reasoning_tokens',
): Aspect {
  return ({ sessions }, { calls }) => [
    sumOf(calls.map(({ answer }) => (answer?.usage ? pick(answer.usage) : 0))),
    sumOf(sessions.map((session) => session[field])),
  ];
}

/** Only the first difference, with its place. A call that has no span is a difference of `message_count` and of no other. */
function perCall(
  wanted: (call: LedgerCall) => unknown,
  got: (span: RecordedCall, call: LedgerCall) => unknown,
): Aspect {
  return ({ calls }, ledger) => {
    const asked = modelCalls(ledger);
    if (calls.length === 0) return ['calls', 'no calls'];
    for (const [index, span] of calls.slice(0, asked.length).entries()) {
      const call = asked[index] as LedgerCall;
      const expected = wanted(call);
      const pair = [expected, withoutLeftOut(got(span, call), expected)] as const;
      if (JSON.stringify(pair[0]) !== JSON.stringify(pair[1]))
        return [
          { call: index, is: pair[0] },
          { call: index, is: pair[1] },
        ];
    }
    return [null, null];
  };
}

/** Where a ledger leaves a text out, any text of the same speaker is right. */
function withoutLeftOut(got: unknown, wanted: unknown): unknown {
  if (!Array.isArray(got) || !Array.isArray(wanted)) return got;
  return got.map((said: unknown, index) => {
    const expected: unknown = wanted[index];
    if (typeof said !== 'string' || typeof expected !== 'string') return said;
    const cut = expected.search(/"?\(left out\)/);
    return cut >= 0 && said.startsWith(expected.slice(0, cut)) ? expected : said;
  });
}

/** A tool was used where its answer came back, however often the history repeats it. */
function countToolUses(ledger: Ledger): number {
  const parts = modelCalls(ledger).flatMap(({ messages }) => messages.flatMap(({ parts }) => parts));
  return new Set(parts.flatMap((part) => (part.type === 'tool_result' ? [part.id] : []))).size;
}

function priceOf({ api, model, answer }: LedgerCall): number {
  if (!answer?.usage) return 0;
  const { input_uncached, cache_read, cache_write, output, reasoning } = answer.usage;
  const usage = {
    input_tokens: input_uncached + cache_read + cache_write,
    output_tokens: output + reasoning,
    cache_read_tokens: cache_read,
    cache_write_tokens: cache_write,
    output_reasoning_tokens: reasoning,
  };
  const providerId = api.startsWith('gemini') ? 'google' : (api.split('.', 1)[0] ?? '');
  return calcPrice(usage, answer.model || model, { providerId })?.total_price ?? 0;
}

function nano(usd: number): number {
  return Math.round(usd * 1e9);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function sayLedger(role: string, part: LedgerPart): readonly string[] {
  switch (part.type) {
    case 'text':
      return [`${role}: ${part.text}`];
    case 'tool_call':
      return [`${role} calls ${part.name} ${canonical(part.arguments)}`];
    case 'tool_result':
      return [`tool answers ${canonical(part.result)}`];
    case 'media':
      return [`${role} shows ${part.modality}`];
    default:
      return [];
  }
}

function say(role: string, part: WireMessagePart): readonly string[] {
  switch (part.type) {
    case 'text':
      return [`${role}: ${part.content}`];
    case 'tool_call':
      return [`${role} calls ${part.name} ${canonical(part.arguments)}`];
    case 'tool_call_response':
      return [`tool answers ${canonical(part.response)}`];
    case 'media':
      return [`${role} shows ${part.modality}`];
    case 'reasoning':
      return [];
    default:
      return [`${role} ${canonical(part)}`];
  }
}

/** JSON with sorted keys; a text that is JSON is what it says. */
function canonical(value: unknown): string {
  let plain = value;
  if (typeof value === 'string') {
    try {
      plain = JSON.parse(value);
    } catch {
      return JSON.stringify(value);
    }
  }
  return JSON.stringify(plain, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function idOf(part: LedgerPart | WireMessagePart): readonly (string | null)[] {
  const isCall = part.type === 'tool_call' || part.type === 'tool_result' || part.type === 'tool_call_response';
  return isCall ? [part.id] : [];
}

function finishOf(reason: string | null): string | null {
  return reason === null ? null : normalizeFinishReason(reason);
}

function propertiesOf(parameters: unknown): readonly string[] {
  const properties = typeof parameters === 'object' && parameters !== null && 'properties' in parameters;
  return properties ? Object.keys(parameters.properties as object).sort() : [];
}
