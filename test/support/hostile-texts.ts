/** Texts that are made to be slow to search, and random ones of what patterns have trouble with. */
export interface HostileText {
  readonly name: string;
  /** Repeated as often as wanted. */
  readonly unit: string;
}

export const HOSTILE_TEXTS: readonly HostileText[] = [
  { name: 'digits in one piece', unit: '1234567890' },
  { name: 'digits with spaces', unit: '1 2 34 567 8 ' },
  { name: 'numbers of sixteen digits', unit: '4532276644577020 ' },
  { name: 'social security numbers', unit: '308-63-0237 ' },
  { name: 'nine digits and a word', unit: 'ssn 308630237 ' },
  { name: 'hyphens and digits', unit: '12-34-56-' },
  { name: 'full stops and digits', unit: '1.2.' },
  { name: 'brackets', unit: '((((((' },
  { name: 'plus signs', unit: '+1 +' },
  { name: 'at signs', unit: 'a@' },
  { name: 'dotted names', unit: 'a.b.c@d.' },
  { name: 'colons', unit: 'a:b::' },
  { name: 'addresses of the web', unit: 'http://www.' },
  { name: 'titles', unit: 'Mr. ' },
  { name: 'names', unit: 'Karen Miller ' },
  { name: 'initials', unit: 'J. R. ' },
  { name: 'particles', unit: 'Karen van der ' },
  { name: 'places', unit: 'New York and the ' },
  { name: 'hyphenated words', unit: 'Jean-Pierre-' },
  { name: 'streets', unit: '12 Main Oak Hill Pine ' },
  { name: 'months', unit: '2nd of May 2001 born ' },
  { name: 'zero-width characters', unit: '3\u200B0\u200B8' },
  { name: 'escapes', unit: '\\u0033\\u0030' },
  { name: 'backslashes', unit: '\\\\n' },
  { name: 'halves of pairs', unit: '\uD83D ' },
  { name: 'right to left', unit: '\u05D0\u05D1 \u202E12 ' },
  { name: 'capitals', unit: 'AB12CD ' },
  { name: 'IBAN beginnings', unit: 'GB12 ' },
  { name: 'spaces', unit: '    ' },
  { name: 'quotes', unit: '{"a":["' },
];

/** What is folded away or into something else, letters of other scripts, halves of pairs. */
export const ODD_CHARACTERS = [
  '\u200B',
  '\u202E',
  '\u00AD',
  '\u0130',
  '\u00DF',
  '\uD83D',
  '\uDE00',
  '\uFF15',
  '\u0665',
  '\u5F20',
  '\u0416',
  'e\u0301',
  '\u2011',
];

const PIECES = [
  ...Array.from('0123456789'),
  ' ',
  ' ',
  '-',
  '.',
  '/',
  '(',
  ')',
  '+',
  ':',
  '@',
  '_',
  ',',
  '\n',
  '"',
  '\\',
  '\\n',
  '\\u0033',
  '#',
  '=',
  'x',
  'A',
  'z',
  'Karen ',
  'Miller',
  'Mr. ',
  'van der ',
  'New York',
  'phone ',
  'born ',
  'card ',
  'http://',
  'www.',
  '.com',
  'GB69',
  '308-63-0237',
  '4532276644577020',
  'Street',
  '12 Main ',
  ...ODD_CHARACTERS,
];

/** @param random a number from 0 up to 1. */
export function makeRandomText(random: () => number, lengthMax: number): string {
  const length = Math.floor(random() * lengthMax);
  let text = '';
  for (let count = 0; count < length; count++) text += PIECES[Math.floor(random() * PIECES.length)] ?? '';
  return text;
}
