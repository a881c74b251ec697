/** How blocks are filled and packed: here, in memory of their own, or on a thread (`pack-thread.ts`). */
import { compressBlock, type PackedBlock } from './content-blocks.ts';

export interface Packing {
  /** @param firstBytes of the first content: one that is too big for the thread's memory is packed here. */
  open(firstBytes: number): OpenBlock;
  /** How often the thread was late and had to be replaced, since this was last asked. */
  takeRestarts(): number;
}

export interface OpenBlock {
  /** @returns false where there is no room for it; then it was not added. */
  append(content: Uint8Array): boolean;
  /** @param where what is asked for at once is packed here. @returns what gives the packed block; it may wait. */
  close(where: 'elsewhere' | 'here'): () => PackedBlock;
  /** Lets go of a block that nobody will ask for. */
  discard(): void;
}

export const packHere: Packing = {
  open: () => new PrivateBlock(),
  takeRestarts: () => 0,
};

/** In memory of its own. */
export class PrivateBlock implements OpenBlock {
  readonly #contents: Uint8Array[] = [];

  append(content: Uint8Array): boolean {
    this.#contents.push(content);
    return true;
  }

  close(): () => PackedBlock {
    const lengths = packLengths(this.#contents.map(({ length }) => length));
    const packed = { lengths, bytes: compressBlock(Buffer.concat(this.#contents)) };
    return () => packed;
  }

  discard(): void {
    this.#contents.length = 0;
  }
}

export function packLengths(lengths: readonly number[]): Buffer {
  const packed = Buffer.allocUnsafe(lengths.length * 4);
  for (const [place, length] of lengths.entries()) packed.writeUInt32LE(length, place * 4);
  return packed;
}
