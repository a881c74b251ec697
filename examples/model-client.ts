/**
 * A small streaming client for chat completions. One call is one HTTP request: retries belong to the caller, because every
 * attempt is a span of its own.
 */
import type { ChatChunk, ChatMessage, ChatRequest, ChatUsage, FinishReason, ToolCall } from './chat.ts';

export interface Completion {
  readonly id: string;
  readonly model: string;
  readonly message: ChatMessage & { readonly role: 'assistant' };
  readonly finishReason: FinishReason;
  readonly usage: ChatUsage;
  readonly timeToFirstChunkMs: number;
}

export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly status: number;
  readonly type: string;
  readonly retryAfterMs: number | null;

  constructor(
    status: number,
    type: string,
    detail: { readonly message: string; readonly retryAfterMs: number | null },
  ) {
    super(detail.message);
    this.status = status;
    this.type = type;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

export async function streamChat(url: string, request: ChatRequest, attempt: number): Promise<Completion> {
  const startMs = performance.now();
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-retry-count': String(attempt) },
    body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } }),
  });
  if (!response.ok || response.body === null) throw await readError(response);
  const chunks: ChatChunk[] = [];
  let timeToFirstChunkMs = 0;
  for await (const chunk of readEvents(response.body)) {
    if (chunks.length === 0) timeToFirstChunkMs = performance.now() - startMs;
    chunks.push(chunk);
  }
  return { ...joinChunks(chunks), timeToFirstChunkMs };
}

async function readError(response: Response): Promise<ProviderError> {
  const body: { readonly error?: { readonly message?: string; readonly type?: string } } = JSON.parse(
    await response.text(),
  );
  const retryAfter = response.headers.get('retry-after');
  return new ProviderError(response.status, body.error?.type ?? 'unknown_error', {
    message: `${response.status} ${body.error?.message ?? response.statusText}`,
    retryAfterMs: retryAfter === null ? null : Number(retryAfter) * 1000,
  });
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ChatChunk> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: {')) yield parseChunk(line.slice('data: '.length));
    }
  }
}

function parseChunk(text: string): ChatChunk {
  const chunk: ChatChunk = JSON.parse(text);
  return chunk;
}

function joinChunks(chunks: readonly ChatChunk[]): Omit<Completion, 'timeToFirstChunkMs'> {
  const calls: { id: string; name: string; arguments: string }[] = [];
  let content = '';
  let finishReason: FinishReason = 'stop';
  for (const choice of chunks.flatMap((chunk) => chunk.choices)) {
    content += choice.delta.content ?? '';
    finishReason = choice.finish_reason ?? finishReason;
    for (const part of choice.delta.tool_calls ?? []) {
      const call = (calls[part.index] ??= { id: '', name: '', arguments: '' });
      call.id += part.id ?? '';
      call.name += part.function.name ?? '';
      call.arguments += part.function.arguments;
    }
  }
  const first = chunks[0];
  const usage = chunks.findLast((chunk) => chunk.usage !== null)?.usage;
  if (first === undefined || !usage) throw new TypeError('the stream ended without usage');
  const toolCalls = calls.map(({ id, ...named }): ToolCall => ({ id, type: 'function', function: named }));
  return {
    id: first.id,
    model: first.model,
    message: {
      role: 'assistant',
      content: content === '' ? null : content,
      ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    },
    finishReason,
    usage,
  };
}
