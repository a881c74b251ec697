/**
 * No regular expression of an analysis takes more time than a multiple of the text's length: traces are hostile, and one
 * that backtracks stops the thread that reads them. Covers every literal of `processors/`; what files put together
 * when they are loaded is recorded and checked too.
 */
import { describe, expect, it } from 'vitest';

import { findSuperLinear, readPatterns, recordBuilt } from '../support/linear-patterns.ts';
import { listFiles, readSource, ROOT, withoutComments } from '../support/source-files.ts';

const files = listFiles().filter((path) => path.startsWith('processors/') && path.endsWith('.ts'));
const patterns = files.flatMap((path) => readPatterns(`${ROOT}/${path}`).map((found) => ({ ...found, path })));
const byFile = [...Map.groupBy(patterns, ({ path }) => path)].map(([path, own]) => ({ path, own }));

describe('regular expressions', () => {
  it.each(byFile)(
    'of $path are linear',
    ({ own }) => {
      const wrong = own.flatMap((pattern) => {
        const reason = findSuperLinear(pattern);
        return reason === null ? [] : [`line ${pattern.line}: /${pattern.source}/${pattern.flags}: ${reason}`];
      });
      expect(wrong).toEqual([]);
    },
    300_000,
  );

  it('that are put together when a file is loaded are linear', async () => {
    const built = await recordBuilt('processors', () => Promise.all(files.map((path) => import(`${ROOT}/${path}`))));
    const wrong = built.flatMap((pattern) => {
      const reason = findSuperLinear(pattern);
      return reason === null ? [] : [`${pattern.builder}: /${pattern.source}/${pattern.flags}: ${reason}`];
    });
    expect(wrong).toEqual([]);
    // Only what is built at the top of a file is seen so; a file that builds and was not seen hides something.
    const builders = files.filter((path) => /\bRegExp\(/.test(withoutComments(readSource(path))));
    expect(builders.filter((path) => !built.some(({ builder }) => builder.includes(path)))).toEqual([]);
  }, 300_000);
});

describe('the check', () => {
  it.each([
    ['exponential', /(a+)+$/],
    ['a walk back over blanks', /\s+$/g],
    ['a start anywhere in a word', /\w+@\w+\.com/g],
    ['a nested count', /(?:[a-z]{1,40}-)+[a-z]{1,40}x/g],
    ['two runs that meet', /(?:\d{1,20}-?)+x/y],
    ['anything between two words', /twilio.*token$/],
  ])('notices %s', (_kind, pattern) => expect(findSuperLinear(pattern)).not.toBeNull(), 120_000);

  it('sees what is built, and who built it', async () => {
    const built = await recordBuilt('test', async () => [new RegExp(['a', '+'].join(''), 'g'), /b/]);
    expect(built.map(({ source, flags }) => `${source} ${flags}`)).toEqual(['a+ g']);
    expect(built[0]?.builder).toContain('linear-patterns.test.ts');
  });

  it('finds the literals of a file, also in classes, types and templates', () => {
    const text = 'const a: RegExp = /x+/g;\nclass B<T> { c = `${"/no/"}${/d/u.source}`; }\n// /comment/\n';
    expect(readPatterns('a.ts', text).map(({ source, flags, line }) => `${line} ${source} ${flags}`)).toEqual([
      '1 x+ g',
      '2 d u',
    ]);
  });
});
