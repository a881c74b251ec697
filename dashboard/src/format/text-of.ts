/** Any JSON value as plain text for a reader: strings as they are, all else as indented JSON. Never markup. */
import { reveal } from './reveal.ts';

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  const short = JSON.stringify(value) ?? '';
  // `{"next":1}` on three lines says no more than on one.
  return short.length <= ONE_LINE_MAX ? short : JSON.stringify(value, null, 2);
}

const ONE_LINE_MAX = 72;

/** One line of at most `length` characters, for a place beside a name. */
export function oneLine(value: unknown, length: number): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  // Cut first: replacing line ends in a megabyte that is thrown away takes longer than drawing the page.
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return reveal(line.length > length ? `${cutWhole(line, length - 1)}…` : line);
}

const NAME_LENGTH = 200;

/** A name a stranger chose, as a reader may see it: one line, of bounded length, with nothing hidden in it. */
export function nameOf(text: string): string {
  return oneLine(text, NAME_LENGTH);
}

const PASSAGE_LENGTH = 2000;

/** A few sentences that may quote a stranger: without line ends, of bounded length, with nothing hidden in them. */
export function passageOf(text: string): string {
  return oneLine(text, PASSAGE_LENGTH);
}

/** Does not cut a surrogate pair in two. */
export function cutWhole(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
