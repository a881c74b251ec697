/** Messages for a reader; what a model or a tool wrote as JSON becomes JSON that can be written. Nothing is shortened. */
import type { Message, MessagePart } from '../model/message.ts';
import type { WireMessage, WireMessagePart } from './schemas.ts';
import { toJsonValue } from './to-json-value.ts';

export function toWireMessage({ role, name, parts, finish_reason }: Message): WireMessage {
  return { role, name, parts: parts.map(toWirePart), finish_reason };
}

export function toWirePart(part: MessagePart): WireMessagePart {
  switch (part.type) {
    case 'tool_call':
      return { ...part, arguments: toJsonValue(part.arguments) };
    case 'tool_call_response':
      return { ...part, response: toJsonValue(part.response) };
    case 'other':
      return { type: 'other', value: toJsonValue(part.value) };
    default:
      return { ...part };
  }
}
