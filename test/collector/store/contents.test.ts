/** Cutting contents out and filling the holes again gives the bytes back, whatever they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalText } from '../../../collector/store/canonical-text.ts';
import {
  ContentCutter,
  fillHoles,
  type ContentSink,
  type ContentSource,
  type Cut,
} from '../../../collector/store/cut-contents.ts';
import { findElements } from '../../../collector/store/json-elements.ts';

class MemoryContents implements ContentSink, ContentSource {
  readonly contents: Buffer[] = [];
  readonly lists: { parent: number | null; appended: Cut }[] = [];
  keepContent(bytes: Buffer): number {
    const known = this.contents.findIndex((content) => content.equals(bytes));
    return known >= 0 ? known : this.contents.push(Buffer.from(bytes)) - 1;
  }
  keepList(parent: number | null, appended: Cut): number {
    return this.lists.push({ parent, appended }) - 1;
  }
  stillKeeps(): boolean {
    return true;
  }
  readContent(key: number): Buffer {
    return this.contents[key] as Buffer;
  }
  readList(key: number): { parent: number | null; appended: Cut } {
    return this.lists[key] as { parent: number | null; appended: Cut };
  }
}

const message = fc.record({
  role: fc.constantFrom('user', 'assistant', 'tool'),
  content: fc.oneof(fc.string({ maxLength: 600 }), fc.json()),
});
const list = fc.oneof(
  fc.array(message, { maxLength: 8 }).map((messages) => JSON.stringify(messages)),
  fc
    .tuple(fc.array(message, { maxLength: 8 }), fc.nat(3))
    .map(([messages, indent]) => JSON.stringify(messages, null, indent)),
  fc.json().map((json) => `[${json},${json}`),
  fc.string({ unit: 'binary', maxLength: 400 }),
);

describe('ContentCutter', () => {
  it('gives every attribute back byte for byte', () => {
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 12 }), fc.string(), (values, around) => {
        const memory = new MemoryContents();
        const cutter = new ContentCutter(memory);
        const cuts = values.map((value) => {
          const bytes = Buffer.from(`${around}${value}${around}${value}`);
          const start = Buffer.byteLength(around);
          const length = Buffer.byteLength(value);
          const second = start * 2 + length;
          const ranges = [
            { key: 'messages', start, end: start + length },
            { key: 'other', start: second, end: second + length },
          ];
          return [bytes, cutter.cut(bytes, ranges, 'conversation')] as const;
        });
        for (const [bytes, cut] of cuts) expect(fillHoles(cut, memory).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('stores of a growing list only what was appended', () => {
    const memory = new MemoryContents();
    const cutter = new ContentCutter(memory);
    const turns = Array.from({ length: 50 }, (_, turn) => ({
      role: 'user',
      content: `${turn} ${'text '.repeat(100)}`,
    }));
    for (let length = 1; length <= turns.length; length++) {
      const bytes = Buffer.from(JSON.stringify(turns.slice(0, length)));
      const cut = cutter.cut(bytes, [{ key: 'messages', start: 0, end: bytes.length }], 'conversation');
      // What has fewer than two elements is not remembered, so the second one is whole again, its contents by their keys.
      expect(cut.body.toString()).toBe(length === 1 ? '[]' : length === 2 ? '[,]' : ']');
    }
    expect(memory.contents).toHaveLength(50);
    expect(memory.lists.reduce((sum, { appended }) => sum + appended.body.length, 0)).toBeLessThan(200);
  });
});

describe('findElements', () => {
  it('finds what JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(3), (values, indent) => {
        const bytes = Buffer.from(JSON.stringify(values, null, indent));
        const found = findElements(bytes, 0);
        expect(
          found?.elements.map(({ start, end }) => JSON.parse(bytes.subarray(start, end).toString()) as unknown),
        ).toEqual(JSON.parse(bytes.toString()));
        expect(found?.close).toBe(bytes.length - 1);
      }),
    );
  });
  it.each(['[', '["', '{"a":1}', 'text', '[1', '["\\"]', ''])('finds no list in %j', (text) => {
    expect(findElements(Buffer.from(text), 0)).toBeNull();
  });
});

describe('canonicalText', () => {
  it.each([
    ['plain text', 'plain text'],
    ['  padded\r\nlines ', 'padded\nlines'],
    [JSON.stringify({ role: 'user', content: 'hello' }), 'hello'],
    [JSON.stringify({ role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'hello' }] }), 'hello'],
    [
      JSON.stringify({
        role: 'user',
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      }),
      'one\ntwo',
    ],
    ['{broken json', '{broken json'],
    ['"quoted"', 'quoted'],
    ['{"a":1}', '{"a":1}'],
  ])('of %j is %j', (content, text) => expect(canonicalText(content)).toBe(text));

  it('does not follow nesting without end', () => {
    const deep = `${'['.repeat(5000)}"x"${']'.repeat(5000)}`;
    expect(() => canonicalText(deep)).not.toThrow();
  });
});
