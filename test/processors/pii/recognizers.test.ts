import { describe, expect, it } from 'vitest';

import { recognizers } from '../../../processors/pii/recognizers/index.ts';
import { createScanner } from '../../../processors/pii/scan.ts';
import { listFiles, readSource } from '../../support/source-files.ts';
import { RECOGNIZER_CASES } from './recognizer-cases.ts';

const scanAll = createScanner(recognizers);

function parseCase(marked: string): { readonly text: string; readonly start: number; readonly end: number } {
  return { text: marked.replaceAll(/[«»]/g, ''), start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
}

describe.each(recognizers.map((recognizer) => ({ name: recognizer.name, recognizer })))(
  '$name',
  ({ name, recognizer }) => {
    const { positive, negative } = RECOGNIZER_CASES[name] ?? { positive: [], negative: [] };
    const scan = createScanner([recognizer]);

    it('has at least five cases of each kind, and says how it tells', () => {
      expect(positive.length).toBeGreaterThanOrEqual(5);
      expect(negative.length).toBeGreaterThanOrEqual(5);
      expect(recognizer.about).toMatch(/\.$/);
    });

    it.each(positive)('finds %s', (marked) => {
      const { text, start, end } = parseCase(marked);
      const { entities } = scan(text);
      expect(entities.map((entity) => [entity.entity_type, text.slice(entity.start, entity.end)])).toEqual([
        [recognizer.entity, text.slice(start, end)],
      ]);
      expect(entities[0]).toMatchObject({
        start,
        end,
        recognition_metadata: { recognizer_name: name, kind: 'personal' },
      });
    });

    it.each(positive)('is not beaten by another recognizer in %s', (marked) => {
      const { text, start, end } = parseCase(marked);
      const here = scanAll(text).entities.filter((entity) => entity.start < end && start < entity.end);
      expect(here.map((entity) => entity.entity_type)).toEqual([recognizer.entity]);
    });

    it.each(negative)('leaves %s alone', (text) => {
      expect(scan(text).entities).toEqual([]);
    });
  },
);

describe('the table of contents', () => {
  it('lists every recognizer once, and no case without one', () => {
    const folder = 'processors/pii/recognizers/';
    const defined = listFiles()
      .filter((path) => path.startsWith(folder))
      .flatMap((path) => [...readSource(path).matchAll(/^ {2}name: '([a-z0-9-]+)',$/gm)].map((match) => match[1]));
    const names = recognizers.map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(defined));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(Object.keys(RECOGNIZER_CASES))).toEqual(new Set(names));
  });

  it('is described in the README by entity, with what each asks', () => {
    const readme = readSource('processors/pii/README.md');
    expect(
      recognizers.filter(
        ({ entity, about }) => !readme.includes(`\`${entity}\``) || !readme.includes(about.slice(0, -1)),
      ),
    ).toEqual([]);
  });
});
