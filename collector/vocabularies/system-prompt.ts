/** A call's system prompt as one text: what tells agents apart that nobody named. */
import { readContents } from './read-contents.ts';
import type { SpanInContext } from './vocabulary.ts';

export function readSystemPrompt(context: SpanInContext): string | null {
  const texts = readContents(context).system.flatMap((part) => (part.type === 'text' ? [part.content] : []));
  return texts.length === 0 ? null : texts.join('\n');
}
