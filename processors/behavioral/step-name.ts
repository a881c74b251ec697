/**
 * Names of steps as they are compared: a stranger's text without what separates names in a shingle, and of a length that
 * can be shown. The vocabularies have bounded names already; this holds for whoever calls the library.
 */
import { hashText } from './fnv.ts';

const NAME_LENGTH_MAX = 200;

export function toStepName(told: string): string {
  const name = told
    .slice(0, 4 * NAME_LENGTH_MAX)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\ufffd');
  if (name === '') return '(unnamed)';
  // Two long names stay two: the end says which.
  return told.length > NAME_LENGTH_MAX ? `${name.slice(0, NAME_LENGTH_MAX)}~${hashText(told).toString(16)}` : name;
}
