/** An assistant's message out of the fields in which the AI SDK, and what is built on it, keep an answer's parts apart. */
import type { Message, MessagePart } from '../model/message.ts';
import { normalizeFinishReason } from './finish-reasons.ts';
import { isObject } from './parse-json.ts';
import { toParts } from './parse-parts.ts';
import { isPlaceholder } from './read-value.ts';

interface Answer {
  readonly text?: unknown;
  readonly reasoning?: unknown;
  /** `[{toolCallId, toolName, input | args}]`. */
  readonly calls?: unknown;
  readonly finishReason?: string | null;
}

/** @returns one message, or none where the answer has no part. */
export function answerMessage({ text, reasoning, calls, finishReason = null }: Answer): readonly Message[] {
  const parts: MessagePart[] = [];
  if (isSaid(reasoning)) parts.push({ type: 'reasoning', content: reasoning });
  if (isSaid(text)) parts.push({ type: 'text', content: text });
  if (Array.isArray(calls)) {
    parts.push(...toParts(calls.filter(isObject).map((call) => ({ ...call, type: 'tool-call' }))));
  }
  if (parts.length === 0) return [];
  const finish_reason = finishReason === null ? null : normalizeFinishReason(finishReason);
  return [{ role: 'assistant', name: null, parts, finish_reason }];
}

function isSaid(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !isPlaceholder(value);
}
