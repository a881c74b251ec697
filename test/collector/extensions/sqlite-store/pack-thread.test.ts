/** Blocks packed on another thread are the blocks packed here, whatever happens to the thread. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { unpackBlock, type PackedBlock } from '../../../../collector/extensions/sqlite-store/content-blocks.ts';
import { PLACE_BYTES, PLACES } from '../../../../collector/extensions/sqlite-store/pack-memory.ts';
import { PackThread } from '../../../../collector/extensions/sqlite-store/pack-thread.ts';
import { packHere, type Packing } from '../../../../collector/extensions/sqlite-store/packing.ts';
import { eventually } from '../../../support/eventually.ts';

const block = (index: number): Buffer[] =>
  Array.from({ length: 1 + (index % 5) }, (_, place) => Buffer.from(`${index} ${place} `.repeat(index * 40)));

function pack(packing: Packing, contents: readonly Buffer[], where: 'elsewhere' | 'here' = 'elsewhere') {
  const open = packing.open(contents[0]?.length ?? 0);
  for (const content of contents) expect(open.append(content)).toBe(true);
  return open.close(where);
}

describe('packing on a thread', () => {
  let thread: PackThread;
  beforeEach(async () => {
    thread = new PackThread();
    await eventually(() => expect(thread.isUsable).toBe(true));
  });
  afterEach(() => thread.close());

  it('gives each block back as it was, in any order of asking, more of them than there are places', () => {
    const blocks = Array.from({ length: PLACES * 3 }, (_, index) => block(index));
    const finishes = blocks.map((contents, index) => pack(thread, contents, index % 7 === 6 ? 'here' : 'elsewhere'));
    // Contents and bodies are asked for one after the other, and their blocks were closed in turns.
    const crosswise = [...finishes.keys()].sort((a, b) => (a % 2) - (b % 2) || b - a);
    for (const index of crosswise) {
      const packed = finishes[index]?.() as PackedBlock;
      expect(unpackBlock(packed)).toEqual(blocks[index]);
      expect(packed).toEqual(pack(packHere, blocks[index] ?? [])());
    }
    expect(thread.isUsable).toBe(true);
    expect(thread.takeRestarts()).toBe(0);
  });

  it('goes on after blocks that are asked for late, never, or given up while they were filled', () => {
    for (let index = 1; index < PLACES * 2; index++) {
      pack(thread, block(index));
      const given = thread.open(1);
      given.append(Buffer.from('x'));
      given.discard();
    }
    expect(unpackBlock(pack(thread, block(11))())).toEqual(block(11));
    expect(thread.isUsable).toBe(true);
  });

  it('has no room for more than a place holds, and packs what is larger here', () => {
    const open = thread.open(1);
    expect(open.append(Buffer.alloc(PLACE_BYTES - 1, 'a'))).toBe(true);
    expect(open.append(Buffer.from('bc'))).toBe(false);
    expect(open.append(Buffer.from('d'))).toBe(true);
    const contents = unpackBlock(open.close('elsewhere')());
    expect(contents.map(({ length }) => length)).toEqual([PLACE_BYTES - 1, 1]);
    expect(contents[1]?.toString()).toBe('d');
    const large = [Buffer.alloc(PLACE_BYTES + 1, 'e')];
    expect(unpackBlock(pack(thread, large)())).toEqual(large);
  });

  it('packs by itself when the thread is gone', () => {
    const asked = pack(thread, block(3));
    const open = thread.open(1);
    open.append(Buffer.from('begun before'));
    thread.close();
    expect(unpackBlock(asked())).toEqual(block(3));
    expect(unpackBlock(open.close('elsewhere')())).toEqual([Buffer.from('begun before')]);
    expect(unpackBlock(pack(thread, block(4))())).toEqual(block(4));
  });
});

describe('a thread that does not answer', () => {
  it('is done without, and replaced after a while', async () => {
    const [waitMs, restartMs] = [20, 100];
    let served = 0;
    const entry = (): URL => new URL(served++ === 0 ? './silent-pack-worker.ts' : DEFAULT_ENTRY, import.meta.url);
    const thread = new PackThread({ entry, waitMs, restartMs });
    await eventually(() => expect(thread.isUsable).toBe(true));
    expect(unpackBlock(pack(thread, block(3))())).toEqual(block(3));
    expect(thread.isUsable).toBe(false);
    expect(unpackBlock(pack(thread, block(4))())).toEqual(block(4));
    await eventually(() => {
      expect(unpackBlock(pack(thread, block(5))())).toEqual(block(5));
      expect(thread.isUsable).toBe(true);
    });
    expect(unpackBlock(pack(thread, block(6))())).toEqual(block(6));
    expect(thread.isUsable).toBe(true);
    expect(thread.takeRestarts()).toBe(1);
    thread.close();
  });
});

const DEFAULT_ENTRY = '../../../../collector/extensions/sqlite-store/pack-worker.ts';
