/**
 * Token counts of the fake model: a quarter of the characters, which is close to real tokenizers for English. The prompt cache
 * keeps what the conversation's request before sent, from 1,024 tokens in steps of 128, as OpenAI documents it.
 */
import type { ChatMessage, ChatRequest, ChatUsage } from './chat.ts';

export function countUsage(request: ChatRequest, reply: ChatMessage, reasoningTokens: number): ChatUsage {
  const toolTokens = request.tools === undefined ? 0 : countTokens(JSON.stringify(request.tools));
  const prompt = toolTokens + sumTokens(request.messages);
  const lastReply = request.messages.findLastIndex((message) => message.role === 'assistant');
  const sentBefore = lastReply < 0 ? 0 : toolTokens + sumTokens(request.messages.slice(0, lastReply));
  const cached = sentBefore < 1024 ? 0 : Math.floor(sentBefore / 128) * 128;
  const completion = messageTokens(reply) + reasoningTokens;
  // Anthropic bills what enters the cache on its own; OpenAI does not tell it.
  const writes = request.model.startsWith('claude-') && prompt >= 1024;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: cached,
      ...(writes ? { cache_write_tokens: Math.floor((prompt - cached) / 128) * 128 } : {}),
    },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

function sumTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + messageTokens(message), 0);
}

function messageTokens(message: ChatMessage): number {
  const calls = message.role === 'assistant' && message.tool_calls ? JSON.stringify(message.tool_calls) : '';
  return 4 + countTokens(message.content ?? '') + countTokens(calls);
}

function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
