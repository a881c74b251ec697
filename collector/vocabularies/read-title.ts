/** A session's title: the first words of what the user asked. Called about once a trace, on the way in. */
import type { Message } from '../model/message.ts';
import { toMessages } from './parse-messages.ts';
import { readContents, readInput } from './read-contents.ts';
import type { SpanInContext } from './vocabulary.ts';

const TITLE_LENGTH_MAX = 200;

export function readTitle(context: SpanInContext): string | null {
  return titleOf(readInput(context)) ?? titleOf(toMessages(readContents(context).arguments, 'none'));
}

function titleOf(messages: readonly Message[]): string | null {
  for (const { role, parts } of messages) {
    if (role !== 'user') continue;
    const text = foldText(parts.flatMap((part) => (part.type === 'text' ? [part.content] : [])));
    if (text !== '') return text;
  }
  return null;
}

/** Only what can be in the title is looked at, whatever the message's size; whitespace at most quadruples it. */
function foldText(texts: readonly string[]): string {
  const text = texts.join(' ').trimStart();
  const fold = (reach: number): string => text.slice(0, TITLE_LENGTH_MAX * reach).replaceAll(/\s+/gu, ' ');
  let folded = fold(1.25);
  if (folded.length < TITLE_LENGTH_MAX) folded = fold(4);
  folded = folded.slice(0, TITLE_LENGTH_MAX).trim();
  // A surrogate pair cut in two would be no valid text to the store.
  const title = folded.isWellFormed() ? folded : folded.toWellFormed().replaceAll('\uFFFD', '');
  // A copy: a piece of a string keeps the whole of it alive, and this one is remembered with its trace.
  return Buffer.from(title).toString();
}
