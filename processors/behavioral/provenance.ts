/**
 * Where the arguments of a call come from: U, the user or the system prompt said the value; R, an earlier tool result did;
 * N, nobody did. Only the letters are kept, never a value. An injected instruction shows as a recipient that the user never
 * named: with the letters the surprisal of hijacked sessions ranks them better than length by .08 AUC, with names alone by .02.
 */
import { VALUE_LENGTH_MIN, type TextIndex } from './text-index.ts';

/** Bits, in the order of the letters, so that a set of letters is a number from 0 to 7. */
const NOWHERE = 1;
const RESULT = 2;
const SAID = 4;

export const PROVENANCE_LETTERS = ['', 'N', 'R', 'NR', 'U', 'NU', 'RU', 'NRU'] as const;

/** A call of so many values is read no further: its letters are settled long before. */
const VALUES_MAX = 256;
const DEPTH_MAX = 16;

export interface Texts {
  readonly said: TextIndex;
  readonly results: TextIndex;
}

/** @returns a number from 0 to 7, to be read with `PROVENANCE_LETTERS`. */
export function findProvenance(args: unknown, { said, results }: Texts): number {
  let letters = 0;
  for (const value of new Set(listScalars(args))) {
    if (letters === 7) break;
    if (value.length < VALUE_LENGTH_MIN) continue;
    if (said.contains(value)) letters |= SAID;
    else letters |= results.contains(value) ? RESULT : NOWHERE;
  }
  return letters;
}

/** The scalar values of nested arguments as text, in their order. Keys are the tool's words, not the model's: left out. */
function listScalars(args: unknown): string[] {
  const values: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (values.length >= VALUES_MAX || depth > DEPTH_MAX || value === null || value === undefined) return;
    if (typeof value === 'string') values.push(value);
    else if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
      values.push(String(value));
    else if (Array.isArray(value)) for (const one of value) visit(one, depth + 1);
    else if (typeof value === 'object') for (const one of Object.values(value)) visit(one, depth + 1);
  };
  visit(args, 0);
  return values;
}
