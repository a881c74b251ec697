/** An answer that was streamed may stand in the pieces in which it came (Genkit, Google's ADK): here they are one text again. */
import type { Message, MessagePart } from '../model/message.ts';

export function joinPieces(message: Message): Message {
  const parts: MessagePart[] = [];
  for (const part of message.parts) {
    const last = parts.at(-1);
    if ((part.type === 'text' || part.type === 'reasoning') && last?.type === part.type)
      parts[parts.length - 1] = { type: part.type, content: last.content + part.content };
    else parts.push(part);
  }
  return { ...message, parts };
}
