/** Blocks packed on another thread are the blocks packed here, whatever happens to the thread. */
import { afterEach, expect, it } from 'vitest';

import { unpackBlock } from '../../../../collector/extensions/sqlite-store/content-blocks.ts';
import { packHere, PackThread } from '../../../../collector/extensions/sqlite-store/pack-thread.ts';

let thread = new PackThread();
afterEach(() => {
  thread.close();
  thread = new PackThread();
});

const block = (index: number): Buffer[] =>
  Array.from({ length: 1 + (index % 5) }, (_, place) => Buffer.from(`${index} ${place} `.repeat(index * 40)));

it('gives each block back as it was, in any order of asking', () => {
  const blocks = Array.from({ length: 40 }, (_, index) => block(index));
  const finishes = blocks.map((contents) => thread.pack(contents, 'elsewhere'));
  // Contents and bodies are asked for one after the other, and their blocks were closed in turns.
  const crosswise = [...finishes.keys()].sort((a, b) => (a % 2) - (b % 2) || b - a);
  for (const index of crosswise) {
    const packed = finishes[index]?.();
    if (packed === undefined) throw new Error(`no block ${index}`);
    expect(unpackBlock(packed)).toEqual(blocks[index]);
    expect(packed).toEqual(packHere(blocks[index] ?? [], 'here')());
  }
  expect(thread.isUsable).toBe(true);
});

it('goes on after blocks that are asked for late or never', () => {
  for (let index = 1; index < 10; index++) thread.pack(block(index), 'elsewhere');
  expect(unpackBlock(thread.pack(block(11), 'elsewhere')())).toEqual(block(11));
  expect(thread.isUsable).toBe(true);
});

it('packs by itself when the thread is gone', () => {
  const asked = thread.pack(block(3), 'elsewhere');
  thread.close();
  expect(unpackBlock(asked())).toEqual(block(3));
  expect(unpackBlock(thread.pack(block(4), 'elsewhere')())).toEqual(block(4));
});
