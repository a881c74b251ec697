import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatBytes } from '../../../dashboard/src/format/bytes.ts';
import { formatCount, formatPlural, formatTokens, splitTokens } from '../../../dashboard/src/format/count.ts';
import { formatDuration, formatOffset, splitDuration } from '../../../dashboard/src/format/duration.ts';
import { formatUsd, formatUsdTick } from '../../../dashboard/src/format/money.ts';
import { formatPercent, shareOf } from '../../../dashboard/src/format/percent.ts';
import { reveal } from '../../../dashboard/src/format/reveal.ts';
import { cutWhole, oneLine, textOf } from '../../../dashboard/src/format/text-of.ts';
import { formatAgo, formatDateTime } from '../../../dashboard/src/format/time.ts';

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.04, '< 0.1 ms'],
    [0.44, '0.4 ms'],
    [3, '3 ms'],
    [300, '300 ms'],
    [999.6, '1.0 s'],
    [41_800, '41.8 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min'],
    [140_000, '2 min 20 s'],
    [3_599_800, '1 h'],
    [3_840_000, '1 h 4 min'],
    [86_399_999, '1 d'],
    [183_600_000, '2 d 3 h'],
    [-1500, '−1.5 s'],
  ])('says %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([null, undefined, Number.NaN])('says a missing one (%s) as a dash', (ms) =>
    expect(formatDuration(ms)).toBe('–'),
  );

  it('never shows a full smaller unit, such as 60 s or 60 min', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b(60\.0 s|60 s|60 min|24 h|1000 ms)\b/);
      }),
    );
  });

  it('splits value and unit for tiles', () => expect(splitDuration(4820)).toEqual({ value: '4.82', unit: 's' }));
  it('counts into a session in seconds', () => expect(formatOffset(7400)).toBe('+7.4 s'));
});

describe('counts and tokens', () => {
  it.each([
    [860, '860'],
    [39_600, '39.6k'],
    [999_949, '999.9k'],
    [999_950, '1.00 M'],
    [1_400_000, '1.40 M'],
    [61_700_000, '61.7 M'],
    [2_500_000_000, '2.50 G'],
  ])('says %d tokens as %s', (tokens, text) => expect(formatTokens(tokens)).toBe(text));

  it('keeps unknown apart from none', () => {
    expect(formatTokens(null)).toBe('–');
    expect(formatTokens(0)).toBe('0');
    expect(formatCount(undefined)).toBe('–');
    expect(splitTokens(0)).toEqual({ value: '0', unit: '' });
  });

  it('has a plural', () => {
    expect([formatPlural(1, 'session'), formatPlural(1284, 'session')]).toEqual(['1 session', '1,284 sessions']);
  });
});

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [214.8, '$214.80'],
    [1284.5, '$1,284.50'],
    [0.9999, '$1.00'],
    [0.097, '$0.097'],
    [0.00042, '$0.00042'],
    [0.0000421, '$0.000042'],
    [1e-9, '< $0.000001'],
    [-0.5, '−$0.500'],
  ])('says %d as %s', (usd, text) => expect(formatUsd(usd)).toBe(text));

  it('says an unknown price as a dash and never as nothing', () => expect(formatUsd(null)).toBe('–'));
  it('shortens what stands on an axis', () => expect([0, 0.05, 20].map(formatUsdTick)).toEqual(['$0', '$0.05', '$20']));
});

describe('shares', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.034, '3.4 %'],
    [0.61, '61 %'],
    [0.9996, '99.9 %'],
    [1, '100 %'],
  ])('says %d as %s', (share, text) => expect(formatPercent(share)).toBe(text));

  it('knows no share of nothing', () => expect(formatPercent(shareOf(0, 0))).toBe('–'));
});

describe('times', () => {
  it.each([
    [1000, 'just now'],
    [42_300, '42 s ago'],
    [130_000, '2 min ago'],
    [7_500_000, '2 h ago'],
  ])('says %d ms ago as %s', (ms, text) => expect(formatAgo(0, ms)).toBe(text));

  it('survives a clock outside of what dates can be', () => expect(formatDateTime(1e18)).toBe('–'));
});

describe('sizes and text', () => {
  it.each([
    [12, '12 B'],
    [18_637, '18.2 KB'],
    [1023, '1.0 KB'],
    [432_013_312, '412 MB'],
  ])('says %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('shows values as text, and nothing as nothing', () => {
    expect([textOf('a'), textOf({ a: 1 }), textOf(null), textOf(undefined), textOf(0)]).toEqual([
      'a',
      '{"a":1}',
      '',
      '',
      '0',
    ]);
  });

  it('puts anything on one line of the length asked for', () => {
    expect(oneLine('a\n  b', 10)).toBe('a b');
    expect(oneLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('indents JSON that is too long for a line', () => {
    expect(textOf({ list: ['x'.repeat(80)] })).toBe(`{\n  "list": [\n    "${'x'.repeat(80)}"\n  ]\n}`);
  });

  it.each([
    ['\u202Egpj.exe', '⟨U+202E⟩gpj.exe'],
    ['a\u0000b\u200Bc\uFEFF', 'a⟨U+0000⟩b⟨U+200B⟩c⟨U+FEFF⟩'],
    ['\u{E0041}', '⟨U+E0041⟩'],
    [`e${'\u0301'.repeat(60)}`, `e${'\u0301'.repeat(4)}⟨56 more marks⟩`],
    ['tab\tline\r\nend', 'tab\tline\r\nend'],
    ['👩‍👩‍👧 नमस्ते שלום é', '👩‍👩‍👧 नमस्ते שלום é'],
  ])('reveals what is hidden in %j and leaves real text alone', (text, shown) => expect(reveal(text)).toBe(shown));

  it('cuts no character in two', () => expect(cutWhole('ab😀', 3)).toBe('ab'));
});
