/**
 * How many parts a request may have. The size limit does not bound memory: an empty sub-message takes 2 bytes on the wire and
 * some hundred once it is an object, so a 64 MiB body (64 KiB gzipped) could ask for gigabytes.
 */
import { CollectorError } from '../errors.ts';

/** Resources, scopes and spans or log records together: a 64 MiB body has this many only if a span takes 134 bytes. */
export const FRAME_PARTS_MAX = 500_000;
/** Attributes, events and links of all spans together: some 300 MB, and 500 for each span of the largest usual batch (8192). */
export const REQUEST_PARTS_MAX = 4_000_000;

export class PartCount {
  readonly #max: number;
  readonly #what: string;
  #count = 0;

  constructor(max: number, what: string) {
    this.#max = max;
    this.#what = what;
  }

  /** @throws CollectorError TOO_LARGE */
  add(count: number): void {
    this.#count += count;
    if (this.#count > this.#max) {
      throw new CollectorError('TOO_LARGE', `the request has more than ${this.#max} ${this.#what}`);
    }
  }
}

export function countFrameParts(): PartCount {
  return new PartCount(FRAME_PARTS_MAX, 'resources, scopes and spans');
}

export function countSpanParts(): PartCount {
  return new PartCount(REQUEST_PARTS_MAX, 'attributes, events and links');
}
