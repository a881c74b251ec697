import fc from 'fast-check';
import { expect, it } from 'vitest';

import { expand, ExpandError } from '../../../collector/config/expand.ts';

const environment = { HOME_DIR: '/home', EMPTY: '', DOLLAR: 'a$b${env:HOME_DIR}', _x9: 'under' };

it.each([
  ['plain', 'plain'],
  ['${env:HOME_DIR}', '/home'],
  ['${HOME_DIR}', '/home'],
  ['${_x9}', 'under'],
  ['${env:HOME_DIR}/${env:_x9}.db', '/home/under.db'],
  ['${env:MISSING:-fallback}', 'fallback'],
  ['${MISSING:-fallback}', 'fallback'],
  ['${env:MISSING:-}', ''],
  ['${env:EMPTY:-fallback}', 'fallback'],
  ['${env:HOME_DIR:-fallback}', '/home'],
  ['${env:MISSING:-http://h:1/?a=b}', 'http://h:1/?a=b'],
  ['${env:MISSING:-${env:HOME_DIR}/x}', '/home/x'],
  ['${env:MISSING:-${env:ALSO:-${_x9}}}', 'under'],
  ['$$', '$'],
  ['$${env:HOME_DIR}', '${env:HOME_DIR}'],
  ['$$$$', '$$'],
  ['pa$$word', 'pa$word'],
  ['^a$|b$', '^a$|b$'],
  ['5$ 6$7', '5$ 6$7'],
  ['${env:DOLLAR}', 'a$b${env:HOME_DIR}'],
])('expands %s to %s', (text, expected) => {
  expect(expand(text, environment).text).toBe(expected);
});

it.each([
  ['$HOME', '$HOME is not expanded; write ${env:HOME}, or $$HOME for the text itself'],
  ['a$b', '$b is not expanded'],
  ['$$$HOME', '$HOME is not expanded'],
  ['${env:A', '${ is not closed'],
  ['${', '${ is not closed'],
  ['${env:A:-${B}', '${ is not closed'],
  ['${env:A B}', "'A B' is not the name"],
  ['${env:}', "'' is not the name"],
  ['${1A}', "'1A' is not the name"],
  ['${file:/etc/passwd}', '${file:…} is not supported'],
  ['${https://host/x}', '${https:…} is not supported'],
  ['${yaml:a}', '${yaml:…} is not supported'],
  ['${env:M:-'.repeat(20) + '}'.repeat(20), 'nested too deeply'],
])('refuses %s', (text, message) => {
  expect(() => expand(text, environment)).toThrow(message);
});

it('names the variables that are not set', () => {
  expect(expand('${env:MISSING}${env:EMPTY}${OTHER:-x}', environment).unset).toEqual(['MISSING']);
});

it('takes nothing from the prototype of the environment', () => {
  expect(expand('${env:constructor}', environment)).toMatchObject({ text: '', unset: ['constructor'] });
});

it('tells a value that is one reference from one that holds references', () => {
  expect(expand('${env:HOME_DIR}', environment).whole).toBe(true);
  expect(expand('${env:A:-${env:B}}', environment).whole).toBe(true);
  expect(expand('${env:A}${env:B}', environment).whole).toBe(false);
  expect(expand('x${env:A}', environment).whole).toBe(false);
});

it('keeps any text whose dollar signs are doubled, and never throws anything but its own error', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(expand(text.replaceAll('$', '$$$$'), {}).text).toBe(text);
      try {
        expand(text, {});
      } catch (error) {
        expect(error).toBeInstanceOf(ExpandError);
      }
    }),
  );
});
