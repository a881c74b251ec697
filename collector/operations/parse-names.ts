/**
 * A filter by names as a query writes it: a comma list, any of which may hold, and names behind a minus, none of which may.
 * `\` takes its meaning from a comma or a minus that belongs to the name.
 */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import type { NameFilter } from '../store.ts';

const TEXT_LENGTH_MAX = 4000;
const NAMES_MAX = 100;

export const namesParam = z.string().min(1).max(TEXT_LENGTH_MAX);

/** @throws CollectorError INVALID_REQUEST */
export function parseNames(
  parameter: string,
  text: string | undefined,
  options?: readonly string[],
): NameFilter | undefined {
  if (text === undefined) return undefined;
  const any: string[] = [];
  const none: string[] = [];
  for (const part of splitAtCommas(text)) {
    const excludes = part.startsWith('-');
    const name = (excludes ? part.slice(1) : part).replaceAll(/\\(.)/gs, '$1');
    if (name === '') throw refuse(parameter, 'a name is empty');
    if (options !== undefined && !options.includes(name)) {
      throw refuse(parameter, `Invalid option: expected one of ${options.map((one) => `"${one}"`).join('|')}`);
    }
    (excludes ? none : any).push(name);
  }
  if (any.length + none.length > NAMES_MAX) throw refuse(parameter, `at most ${NAMES_MAX} names`);
  return { any, none };
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === ',') {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function refuse(parameter: string, why: string): CollectorError {
  return new CollectorError('INVALID_REQUEST', `parameter ${parameter}: ${why}`);
}
