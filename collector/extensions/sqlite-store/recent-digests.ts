/**
 * The keys of contents seen lately by the SHA-256 of their bytes: a hash table in two arrays of numbers, because a Map of 100,000
 * short strings is copied by every collection of young garbage until it is old. Two generations, as in `recent-map.ts`.
 */

/** 32-bit words of a SHA-256. */
const WORDS = 8;

export class RecentDigests {
  readonly #entriesMax: number;
  #young: Generation;
  #old: Generation;

  /** @param entriesMax of both generations together. */
  constructor(entriesMax: number) {
    this.#entriesMax = Math.ceil(entriesMax / 2);
    this.#young = new Generation(this.#entriesMax);
    this.#old = new Generation(this.#entriesMax);
  }

  /** @param digest 32 bytes. */
  get(digest: Uint32Array): number | undefined {
    const key = this.#young.get(digest);
    if (key !== undefined) return key;
    const aged = this.#old.get(digest);
    if (aged !== undefined) this.set(digest, aged);
    return aged;
  }

  set(digest: Uint32Array, key: number): void {
    if (this.#young.size >= this.#entriesMax) {
      [this.#young, this.#old] = [this.#old, this.#young];
      this.#young.clear();
    }
    this.#young.set(digest, key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}

/** Open addressing over a power of two with at least half of the places empty; nothing is ever deleted alone. */
class Generation {
  readonly #mask: number;
  readonly #digests: Uint32Array;
  /** 0 where the place is empty: no content has that key. */
  readonly #keys: Float64Array;
  size = 0;

  constructor(entriesMax: number) {
    const places = 2 ** Math.ceil(Math.log2(entriesMax * 2));
    this.#mask = places - 1;
    this.#digests = new Uint32Array(places * WORDS);
    this.#keys = new Float64Array(places);
  }

  get(digest: Uint32Array): number | undefined {
    const key = this.#keys[this.#placeOf(digest)];
    return key === 0 ? undefined : key;
  }

  set(digest: Uint32Array, key: number): void {
    const place = this.#placeOf(digest);
    if (this.#keys[place] === 0) {
      this.size += 1;
      this.#digests.set(digest, place * WORDS);
    }
    this.#keys[place] = key;
  }

  clear(): void {
    if (this.size > 0) this.#keys.fill(0);
    this.size = 0;
  }

  /** Where the digest stands, or the empty place where it would. */
  #placeOf(digest: Uint32Array): number {
    let place = (digest[0] ?? 0) & this.#mask;
    while (this.#keys[place] !== 0 && !this.#isAt(place, digest)) place = (place + 1) & this.#mask;
    return place;
  }

  /** Compares all of it: two contents are one only where 256 bits agree. */
  #isAt(place: number, digest: Uint32Array): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#digests[place * WORDS + word] !== digest[word]) return false;
    }
    return true;
  }
}
