/** What a word is, what a query says, and that SQLite's index is fed with the same words. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CollectorError } from '../../../collector/errors.ts';
import { cutExcerpt } from '../../../collector/operations/cut-excerpt.ts';
import { parseNames } from '../../../collector/operations/parse-names.ts';
import { readTokens, toIndexText } from '../../../collector/store/search-tokens.ts';
import { findRanges, matchesText, parseTextQuery } from '../../../collector/store/text-query.ts';

describe('words of a text', () => {
  it.each([
    ['Hello, World!', ['hello', 'world']],
    ['get_weather(city="Zürich")', ['get', 'weather', 'city', 'zurich']],
    ['ÉTÉ été e\u0301te\u0301', ['ete', 'ete', 'ete']],
    ['ＦＵＬＬ ﬁne K ΟΔΟΣ οδός', ['full', 'fine', 'k', 'οδοσ', 'οδοσ']],
    ['東京 tower', ['東', '京', 'tower']],
    ['abcガイド', ['abc', 'ガ', 'イ', 'ド'].map((word) => word.normalize('NFKD').replace(/[\u0300-\u036f]/g, ''))],
    ['हिन्दी नमस्ते', ['हिन्दी', 'नमस्ते']],
    ['İstanbul', ['istanbul']],
    ['\ud800 lone', ['lone']],
    [' *"-_ ', []],
  ])('%j', (text, words) => expect(readTokens(text).map((token) => token.text)).toEqual(words));

  it('are the ones that SQLite indexes, for any text', () => {
    const database = new Database(':memory:');
    database.exec("CREATE VIRTUAL TABLE t USING fts5 (text, detail = none, tokenize = 'ascii')");
    database.exec('CREATE VIRTUAL TABLE v USING fts5vocab (t, row)');
    const insert = database.prepare('INSERT INTO t (text) VALUES (?)');
    const vocabulary = database.prepare('SELECT term FROM v').pluck();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
        database.exec('DELETE FROM t');
        insert.run(toIndexText(text));
        const words = new Set(readTokens(text).map((token) => token.text));
        expect(new Set(vocabulary.all())).toEqual(words);
        for (const { start, end } of readTokens(text)) expect(text.slice(start, end)).not.toBe('');
      }),
      { numRuns: 500 },
    );
    database.close();
  });
});

describe('a query', () => {
  it.each([
    ['a B', [['a'], ['b']], []],
    ['"a b" c', [['a', 'b'], ['c']], []],
    ['a -b -"c d"', [['a']], [['b'], ['c', 'd']]],
    ['ops@example.com', [['ops', 'example', 'com']], []],
    ['a"b c"', [['a'], ['b', 'c']], []],
    ['"unclosed phrase', [['unclosed', 'phrase']], []],
    ['a AND (b OR c)', [['a'], ['and'], ['b'], ['or'], ['c']], []],
    ['a - b', [['a'], ['b']], []],
    ['--a b', [['b']], [['a']]],
  ])('%j', (text, wanted, excluded) => {
    const query = parseTextQuery(text);
    expect(query.wanted.map(({ tokens }) => tokens)).toEqual(wanted);
    expect(query.excluded.map(({ tokens }) => tokens)).toEqual(excluded);
  });

  it.each(['refund*', '"the ref"*', '"the ref*"'])('takes the star of %j for a beginning', (text) => {
    expect(matchesText(parseTextQuery(text), 'the refunds')).toBe(true);
    expect(matchesText(parseTextQuery(text.replace('*', '')), 'the refunds')).toBe(false);
  });

  it.each(['', ' ', '*', '"', '""*', '-', '()', '-a', '-"a b"', '🙂'])('%j has nothing to look for', (text) => {
    expect(() => parseTextQuery(text)).toThrow(CollectorError);
    expect(() => parseTextQuery(text)).toThrow(/^parameter q: (has no word|only excludes)/);
  });

  it('of any text is a query or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string(), (q, text) => {
        try {
          matchesText(parseTextQuery(q), text);
        } catch (error) {
          expect(error).toBeInstanceOf(CollectorError);
        }
      }),
    );
  });

  it('finds its places, joined where they meet', () => {
    const text = 'One two, one two three';
    const found = (q: string) => findRanges(parseTextQuery(q), text, 10).map(([from, to]) => text.slice(from, to));
    expect(found('one')).toEqual(['One', 'one']);
    expect(found('"one two"')).toEqual(['One two', 'one two']);
    expect(found('"one two" "two three"')).toEqual(['One two', 'one two three']);
    expect(found('th*')).toEqual(['three']);
  });
});

describe('an excerpt', () => {
  it('is cut around the first word that was found, bounded, with ranges inside of it', () => {
    const text = `${'before '.repeat(100)}Needle in the ${'hay '.repeat(500)} needle`;
    const { excerpt, ranges } = cutExcerpt(text, parseTextQuery('needle'));
    expect(excerpt.length).toBeLessThanOrEqual(320);
    expect(ranges.map(([from, to]) => excerpt.slice(from, to))).toEqual(['Needle']);
    expect(excerpt.startsWith('before')).toBe(true);
  });

  it('splits no character in two', () => {
    const text = `${'🙂'.repeat(200)} x ${'🙂'.repeat(400)}`;
    const { excerpt, ranges } = cutExcerpt(text, parseTextQuery('x'));
    expect(excerpt.isWellFormed()).toBe(true);
    expect(ranges.map(([from, to]) => excerpt.slice(from, to))).toEqual(['x']);
  });

  it('cuts a word that is longer than itself', () => {
    const { excerpt, ranges } = cutExcerpt('y'.repeat(5000), parseTextQuery('y*'));
    expect([excerpt.length, ranges]).toEqual([320, [[0, 320]]]);
  });
});

describe('a filter by names', () => {
  it.each([
    ['a', ['a'], []],
    ['a,b', ['a', 'b'], []],
    ['-a', [], ['a']],
    ['a,-b', ['a'], ['b']],
    ['\\-a', ['-a'], []],
    ['a\\,b', ['a,b'], []],
    ['a\\\\,b', ['a\\', 'b'], []],
    ['--a', [], ['-a']],
    ['env=prod,x=1', ['env=prod', 'x=1'], []],
  ])('%j', (text, any, none) => expect(parseNames('tags', text)).toEqual({ any, none }));

  it.each(['-', ',', 'a,', ',a', 'a,,b'])('refuses %j', (text) => {
    expect(() => parseNames('tags', text)).toThrow('parameter tags: a name is empty');
  });

  it('gives any name back that was written with its commas and minus taken away', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }), (names) => {
        const text = names.map((name) => name.replaceAll(/[\\,]|^-/g, '\\$&')).join(',');
        expect(parseNames('tags', text)).toEqual({ any: names, none: [] });
      }),
    );
  });
});
