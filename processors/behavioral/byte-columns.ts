/** Numbers and texts as bytes and back, small numbers in few bytes: what is kept of sessions and agents is written so. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  /** A whole number from 0 to 2^53: seven bits a byte, the lowest first. */
  count(value: number): void {
    let rest = Number.isSafeInteger(value) && value > 0 ? value : 0;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  /** One more than the number, 0 for none. */
  maybe(value: number | null | undefined): void {
    const isTold = value !== null && value !== undefined && value >= 0;
    this.count(isTold ? Math.min(Math.round(value), Number.MAX_SAFE_INTEGER - 1) + 1 : 0);
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.count(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
  }

  texts(values: readonly string[]): void {
    this.count(values.length);
    for (const value of values) this.text(value);
  }

  /** Whole numbers, the smallest first: their number, and the difference to the one before. */
  ascending(values: Uint32Array): void {
    this.count(values.length);
    let before = 0;
    for (const value of values) {
      this.count(value - before);
      before = value;
    }
  }

  take(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** What cannot be read throws a `RangeError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  count(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('the bytes end early');
      value += (byte % 128) * factor;
      if (byte < 128 && Number.isSafeInteger(value)) return value;
    }
    throw new RangeError('a number of more than 53 bits');
  }

  /** Of something that takes at least a byte each: what cannot be is refused before memory is taken for it. */
  length(): number {
    const length = this.count();
    if (length > this.#bytes.length - this.#at) throw new RangeError('the bytes end early');
    return length;
  }

  maybe(): number | null {
    const value = this.count();
    return value === 0 ? null : value - 1;
  }

  place(table: readonly string[]): number {
    const place = this.count();
    if (place >= table.length) throw new RangeError('a place outside of its table');
    return place;
  }

  text(): string {
    const length = this.length();
    const start = this.#at;
    this.#at += length;
    // A byte order mark is part of a name.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#bytes.subarray(start, this.#at));
  }

  texts(): string[] {
    return Array.from({ length: this.length() }, () => this.text());
  }

  ascending(): Uint32Array {
    const values = new Uint32Array(this.length());
    let before = 0;
    for (let at = 0; at < values.length; at++) {
      before += this.count();
      values[at] = before;
    }
    return values;
  }
}
