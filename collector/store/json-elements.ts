/**
 * Finds the elements of a JSON array in its bytes without parsing them. Only boundaries are looked for: strings are skipped
 * with `indexOf`, so the cost is near that of reading the bytes once.
 */
export interface ElementRange {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * @param from a position inside the array, at its opening bracket or right after an element.
 * @returns the elements from there to the closing bracket, and where that bracket stands; null when the bytes are no such array.
 */
export function findElements(bytes: Buffer, from: number): { elements: ElementRange[]; close: number } | null {
  const elements: ElementRange[] = [];
  let depth = bytes[from] === 0x5b ? 0 : 1;
  let start = -1;
  for (let at = from; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        if (depth === 1 && start < 0) start = at;
        at = stringEnd(bytes, at);
        if (at < 0) return null;
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (depth === 1 && start < 0) start = at;
        depth += 1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        if (depth === 0) {
          if (start >= 0) elements.push({ start, end: trimEnd(bytes, at) });
          return bytes[at] === 0x5d ? { elements, close: at } : null;
        }
        break;
      case 0x2c: // ,
        if (depth === 1) {
          if (start >= 0) elements.push({ start, end: trimEnd(bytes, at) });
          start = -1;
        }
        break;
      default:
        if (depth === 0) return null;
        if (depth === 1 && start < 0 && !isSpace(bytes[at])) start = at;
    }
  }
  return null;
}

function stringEnd(bytes: Buffer, quote: number): number {
  let at = quote;
  for (;;) {
    at = bytes.indexOf(QUOTE, at + 1);
    if (at < 0) return -1;
    let slashes = 0;
    while (bytes[at - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
}

function trimEnd(bytes: Buffer, end: number): number {
  let at = end;
  while (isSpace(bytes[at - 1])) at -= 1;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
