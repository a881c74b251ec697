/** Sessions of a few spans that say themselves that they are over, as requests: what analyses wait for. */
import { createHash } from 'node:crypto';

export interface EndedSession {
  readonly id: string;
  readonly agent: string;
  /** One call of each, in order, between two model calls. */
  readonly tools: readonly string[];
  readonly tokens?: number;
  readonly startMs?: number;
  /** Tells one trace of the session from its others. */
  readonly trace?: string;
}

const START_MS = Date.UTC(2026, 9, 1);

/** OTLP JSON of all of them in one request. */
export function sessionsRequest(sessions: readonly EndedSession[]): string {
  const byAgent = Map.groupBy(sessions, ({ agent }) => agent);
  return JSON.stringify({
    resourceSpans: [...byAgent].map(([agent, own]) => ({
      resource: { attributes: [text('service.name', agent)] },
      scopeSpans: [{ scope: { name: 'test' }, spans: own.flatMap(buildSpans) }],
    })),
  });
}

export async function sendSessions(otlpUrl: string, sessions: readonly EndedSession[]): Promise<boolean> {
  try {
    const answer = await fetch(`${otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: sessionsRequest(sessions),
    });
    return answer.status === 200;
  } catch {
    return false;
  }
}

function buildSpans({ id, agent, tools, tokens = 900, startMs = START_MS, trace = '' }: EndedSession): object[] {
  const digest = createHash('sha256').update(`${id}${trace}`).digest('hex');
  const traceId = digest.slice(0, 32);
  const spanId = (at: number): string => `${digest.slice(32, 44)}${at.toString(16).padStart(4, '0')}`;
  const nano = (ms: number): string => `${startMs + ms}000000`;
  const common = [
    text('gen_ai.conversation.id', id),
    text('gen_ai.agent.name', agent),
    text('gen_ai.provider.name', 'openai'),
  ];
  const chat = (at: number, ended: boolean) => ({
    traceId,
    spanId: spanId(at),
    parentSpanId: spanId(0),
    name: 'chat gpt-4.1-mini',
    kind: 3,
    startTimeUnixNano: nano(at * 100),
    endTimeUnixNano: nano(at * 100 + 80),
    attributes: [
      ...common,
      text('gen_ai.operation.name', 'chat'),
      text('gen_ai.request.model', 'gpt-4.1-mini-2025-04-14'),
      { key: 'gen_ai.usage.input_tokens', value: { intValue: String(Math.floor(tokens / 2)) } },
      { key: 'gen_ai.usage.output_tokens', value: { intValue: String(Math.ceil(tokens / 10)) } },
      text('gen_ai.input.messages', JSON.stringify([message('user', `parcel ${digest.slice(0, 8)}, call ${at}`)])),
      text('gen_ai.output.messages', JSON.stringify([message('assistant', `looking into it, call ${at}`)])),
      text(
        'gen_ai.tool.definitions',
        JSON.stringify([...new Set(tools)].map((name) => ({ type: 'function', name, parameters: {} }))),
      ),
      ...(ended ? [{ key: 'live_trace.session.end', value: { boolValue: true } }] : []),
    ],
  });
  const calls = tools.map((tool, index) => ({
    traceId,
    spanId: spanId(index + 2),
    parentSpanId: spanId(0),
    name: `execute_tool ${tool}`,
    kind: 1,
    startTimeUnixNano: nano((index + 2) * 100),
    endTimeUnixNano: nano((index + 2) * 100 + 40),
    attributes: [
      ...common,
      text('gen_ai.operation.name', 'execute_tool'),
      text('gen_ai.tool.name', tool),
      text('gen_ai.tool.call.id', `${digest.slice(0, 12)}-${index}`),
      text('gen_ai.tool.call.arguments', JSON.stringify({ parcel: digest.slice(0, 8) })),
      text('gen_ai.tool.call.result', 'found'),
    ],
  }));
  const root = {
    traceId,
    spanId: spanId(0),
    name: `invoke_agent ${agent}`,
    kind: 1,
    startTimeUnixNano: nano(0),
    endTimeUnixNano: nano((tools.length + 3) * 100),
    attributes: [...common, text('gen_ai.operation.name', 'invoke_agent')],
  };
  return [root, chat(1, false), ...calls, chat(tools.length + 2, true)];
}

function message(role: string, content: string): object {
  return { role, parts: [{ type: 'text', content }] };
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}
