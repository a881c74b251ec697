/**
 * One answer from the model, with retries. Each attempt is a `chat` span, because each is a request that a provider saw;
 * hiding the refused ones would hide why a session was slow.
 */
import { SpanKind, type Attributes } from '@opentelemetry/api';
import type { Agent, Conversation } from './agent.ts';
import type { ChatRequest } from './chat.ts';
import {
  writeInputMessages,
  writeInstructions,
  writeOutputMessages,
  writeToolDefinitions,
} from './convention-messages.ts';
import { ProviderError, streamChat, type Completion } from './model-client.ts';
import type { SessionRun } from './session-run.ts';
import { traceCall } from './trace-call.ts';

const ATTEMPTS_MAX = 3;
const OUTPUT_TOKENS_MAX = 4096;

export async function askModel(
  run: SessionRun,
  agent: Agent,
  conversation: Conversation,
): Promise<Completion['message']> {
  const request: ChatRequest = {
    model: agent.model,
    messages: [{ role: 'system', content: agent.instructions }, ...conversation.messages],
    tools: agent.tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
    max_completion_tokens: OUTPUT_TOKENS_MAX,
    stream: true,
    metadata: { script: conversation.scriptId },
  };
  for (let attempt = 0; ; attempt += 1) {
    try {
      return (await traceChat(run, agent, { request, attempt })).message;
    } catch (error) {
      run.pace.throwIfStopped();
      run.tally.errors += 1;
      if (!(error instanceof ProviderError) || !isRetryable(error) || attempt + 1 === ATTEMPTS_MAX) throw error;
      await run.pace.wait(error.retryAfterMs ?? 400 * 2 ** attempt);
    }
  }
}

interface Attempt {
  readonly request: ChatRequest;
  /** From 0. */
  readonly attempt: number;
}

function traceChat(run: SessionRun, agent: Agent, { request, attempt }: Attempt): Promise<Completion> {
  const url = new URL(run.modelUrl);
  const attributes: Attributes = {
    ...run.conversationAttributes,
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': agent.provider,
    'gen_ai.agent.name': agent.name,
    'gen_ai.request.model': request.model,
    'gen_ai.request.max_tokens': request.max_completion_tokens,
    'gen_ai.request.stream': true,
    'gen_ai.output.type': 'text',
    'server.address': url.hostname,
    'server.port': Number(url.port),
    'gen_ai.system_instructions': writeInstructions(agent.instructions),
    'gen_ai.input.messages': writeInputMessages(request.messages),
    'gen_ai.tool.definitions': writeToolDefinitions(agent.tools),
    ...(attempt > 0 ? { 'http.request.resend_count': attempt } : {}),
  };
  run.tally.modelCalls += 1;
  return traceCall(run.tracer, { name: `chat ${request.model}`, kind: SpanKind.CLIENT, attributes }, async (span) => {
    const completion = await streamChat(run.modelUrl, request, attempt);
    span.setAttributes(buildResponseAttributes(completion));
    run.tally.inputTokens += completion.usage.prompt_tokens;
    run.tally.outputTokens += completion.usage.completion_tokens;
    return completion;
  });
}

function buildResponseAttributes({
  id,
  model,
  message,
  finishReason,
  usage,
  timeToFirstChunkMs,
}: Completion): Attributes {
  const { cached_tokens: cacheRead, cache_write_tokens: cacheWrite } = usage.prompt_tokens_details;
  const { reasoning_tokens: reasoning } = usage.completion_tokens_details;
  return {
    'gen_ai.response.id': id,
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': [finishReason],
    'gen_ai.response.time_to_first_chunk': timeToFirstChunkMs / 1000,
    'gen_ai.usage.input_tokens': usage.prompt_tokens,
    'gen_ai.usage.output_tokens': usage.completion_tokens,
    'gen_ai.usage.cache_read.input_tokens': cacheRead,
    ...(cacheWrite === undefined ? {} : { 'gen_ai.usage.cache_creation.input_tokens': cacheWrite }),
    ...(reasoning === 0 ? {} : { 'gen_ai.usage.reasoning.output_tokens': reasoning }),
    'gen_ai.output.messages': writeOutputMessages(message, finishReason),
  };
}

function isRetryable({ status }: ProviderError): boolean {
  return status === 429 || status >= 500;
}
