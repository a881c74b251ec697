/**
 * An agent sends its whole history with every call; this counts how many of a call's messages the call before it already
 * carried, so that a reader can be shown what is new. Compared is what was said: the same message is often written in
 * another JSON the second time, and reasoning is often left out of it.
 */
import type { Message, SpanContents } from '../model/message.ts';
import { canonicalText } from '../store/canonical-text.ts';
import { toJsonValue } from './to-json-value.ts';

export function countKnownInput(input: readonly Message[], previous: Pick<SpanContents, 'input' | 'output'>): number {
  const known = [...previous.input, ...previous.output];
  const length = Math.min(input.length, known.length);
  for (let index = 0; index < length; index += 1) {
    if (textOf(input[index]) !== textOf(known[index])) return index;
  }
  return length;
}

function textOf(message: Message | undefined): string {
  const said = (message?.parts ?? []).filter(({ type }) => type !== 'reasoning');
  return `${message?.role}\n${canonicalText(JSON.stringify(toJsonValue(said)))}`;
}
