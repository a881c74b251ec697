import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';

import { recognizers } from '../../../processors/pii/recognizers/index.ts';
import { listFiles, readSource, withoutComments } from '../../support/source-files.ts';

const patterns = recognizers.flatMap(({ name, patterns }) =>
  patterns.map((pattern) => ({ name: `${name}: ${pattern.name}`, regex: pattern.regex })),
);

/** What the analysis says of a pattern: a way in which a text may make it take more than linear time. */
function findSlowParts({ source, flags }: RegExp): string[] {
  const { reports } = analyse({ source, flags }, { reportTypes: { Move: true, Self: true, Trade: true } });
  return reports.map(({ type, exponential }) => (exponential ? `${type}, exponential` : type));
}

/** A bounded quantifier is a constant, as long as the bound is one. */
const REPEATS_MAX = 2000;

describe('every pattern', () => {
  it.each(patterns)('takes linear time: $name', ({ regex }) => {
    expect(findSlowParts(regex)).toEqual([]);
  });

  it.each(patterns)('repeats at most $name', ({ regex }) => {
    expect(regex.source).not.toMatch(/\{\d+,\}/);
    const bounds = [...regex.source.matchAll(/\{(?:\d+,)?(\d+)\}/g)].map((match) => Number(match[1]));
    expect(Math.max(0, ...bounds)).toBeLessThanOrEqual(REPEATS_MAX);
  });

  it.each([[/\d+x/], [/(?:a+)+b/], [/(\w+\s?)*$/], [/\s+$/]])('would be noticed were it %s', (regex) => {
    expect(findSlowParts(regex)).not.toEqual([]);
  });
});

/** Those that are no recognizer's pattern: of validators, of folding, of reading words. */
const literals = listFiles()
  .filter(
    (path) =>
      path.startsWith('processors/pii/') && path.endsWith('.ts') && !/\/names\/(?!read|fold|lexicon)/.test(path),
  )
  .flatMap((path) =>
    [
      ...withoutComments(readSource(path)).matchAll(
        /(?<=[=(,:!&|?[]\s*)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])+)\/([dgimsuvy]*)/g,
      ),
    ].map((match) => ({
      name: `${path} ${match[0]}`,
      regex: new RegExp(match[1] ?? '', match[2]),
    })),
  );

describe('every regular expression written in the library', () => {
  it('is found by this test', () => {
    expect(literals.length).toBeGreaterThan(80);
  });

  it.each(literals)('takes linear time: $name', ({ regex }) => {
    expect(findSlowParts(regex)).toEqual([]);
  });
});
