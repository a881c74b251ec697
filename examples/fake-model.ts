/**
 * A model provider on loopback that speaks OpenAI chat completions, whole and streamed, with usage and tool calls. It needs
 * no key and no network; what it says comes from the script that the request names, how long it takes from the pace.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ChatMessage, ChatRequest, ToolCall } from './chat.ts';
import { countUsage } from './count-usage.ts';
import { Pace } from './pace.ts';
import type { Fault, Move, Script } from './script.ts';
import { buildChunks, buildCompletion, type Answer } from './build-completion.ts';

export interface FakeModel {
  readonly url: string;
  readonly teach: (scriptId: string, script: Script) => void;
  readonly close: () => Promise<void>;
}

export async function startFakeModel(pace: Pace): Promise<FakeModel> {
  const scripts = new Map<string, Script>();
  const server = createServer((request, response) => {
    answer(scripts, pace, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    teach: (scriptId, script) => void scripts.set(scriptId, script),
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The dated names that providers answer with when an undated one was asked for. */
const RESPONSE_MODELS = new Map([
  ['gpt-5-mini', 'gpt-5-mini-2025-08-07'],
  ['gpt-4.1', 'gpt-4.1-2025-04-14'],
  ['gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'],
  ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
]);

async function answer(
  scripts: ReadonlyMap<string, Script>,
  pace: Pace,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (incoming.method !== 'POST' || incoming.url !== '/v1/chat/completions') return refuse(response, NOT_FOUND);
  const request = await readRequest(incoming);
  const turn = request.messages.filter((message) => message.role === 'assistant').length;
  const move = scripts.get(scriptOf(request))?.[turn];
  if (move === undefined) return refuse(response, NOTHING_TO_SAY);
  const fault = move.faults?.[Number(incoming.headers['x-retry-count'] ?? 0)];
  if (fault !== undefined) {
    await pace.wait(180);
    return refuse(response, fault);
  }
  const reply = buildAnswer(request, move, turn);
  await pace.wait(160 + Math.min(reply.usage.prompt_tokens / 40, 240) + (move.reasoningTokens ?? 0) / 2);
  if (!request.stream) return sendJson(response, 200, buildCompletion(reply));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunks = buildChunks(reply);
  const restMs = Math.min(reply.usage.completion_tokens * 3, 900);
  for (const chunk of chunks) {
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    await pace.wait(restMs / chunks.length);
  }
  response.end('data: [DONE]\n\n');
}

function buildAnswer(request: ChatRequest, move: Move, turn: number): Answer {
  const name = `${scriptOf(request)}/${turn}`;
  const toolCalls = (move.calls ?? []).map((call, index): ToolCall => ({
    id: `call_${digest(`${name}/call/${index}`)}`,
    type: 'function',
    function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
  }));
  const message: ChatMessage & { role: 'assistant' } = {
    role: 'assistant',
    content: move.text ?? null,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
  return {
    id: `chatcmpl-${digest(name)}`,
    model: RESPONSE_MODELS.get(request.model) ?? request.model,
    message,
    finishReason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
    usage: countUsage(request, message, move.reasoningTokens ?? 0),
  };
}

function scriptOf(request: ChatRequest): string {
  return request.metadata?.script ?? '';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').replaceAll(/[-_]/g, '').slice(0, 24);
}

async function readRequest(incoming: IncomingMessage): Promise<ChatRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) if (Buffer.isBuffer(part)) parts.push(part);
  const request: ChatRequest = JSON.parse(Buffer.concat(parts).toString('utf8'));
  return request;
}

const NOT_FOUND: Fault = { status: 404, type: 'invalid_request_error', message: 'Only POST /v1/chat/completions.' };
const NOTHING_TO_SAY: Fault = {
  status: 400,
  type: 'invalid_request_error',
  message: 'No script has a move for this conversation.',
};

function refuse(response: ServerResponse, fault: Fault): void {
  if (fault.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(fault.retryAfterSeconds));
  sendJson(response, fault.status, { error: { message: fault.message, type: fault.type, code: null, param: null } });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
