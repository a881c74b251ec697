/**
 * OTLP/JSON written as protobuf in one walk over its bytes, without a string or an object between. It knows the plain form that
 * SDKs write and gives up at anything else: `read-json-frame.ts` then parses the body and says what is wrong, if anything is.
 * So what is written here has to be, byte for byte, what `encode-json-span.ts` writes of the same.
 */
import { ANY_VALUE, hashKey, KEY_VALUE, VALUES, type Field, type MessageTable } from './json-messages.ts';

/** Thrown where the body is not in the plain form: it may be wrong, or right in a rarer way. */
export class NotPlain extends Error {}

/** One for all, because a trace of the stack costs more than the walk up to it. */
const NOT_PLAIN = new NotPlain('not in the plain form');

/** Deeper values are left to the other reader: the length of a message stands before it, so each level moves what is in it. */
const NESTING_MAX = 8;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const LETTER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const ESCAPES = new Uint8Array(256);
for (const [letter, text] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})) {
  ESCAPES[letter.charCodeAt(0)] = text.charCodeAt(0);
}

const NOT_HEX = 255;
const HEX = new Uint8Array(256).fill(NOT_HEX);
for (let value = 0; value < 16; value += 1) {
  const digit = value.toString(16);
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const TRUE = bytesOf('true');
const FALSE = bytesOf('false');
const NULL = bytesOf('null');
const ATTRIBUTE_KEY = bytesOf('{"key":"');
const ATTRIBUTE_TEXT = bytesOf(',"value":{"stringValue":"');
const ATTRIBUTE_END = bytesOf('}}');

/** A message is never longer in protobuf than in JSON; this is for what is written ahead of where it will stand. */
const OUTPUT_SLACK = 64;

export class JsonTranscoder {
  readonly #body: Uint8Array;
  #at = 0;
  readonly #output: Buffer<ArrayBuffer>;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #to = 0;
  /** Of the messages that are open: number, begin and end of each field that was written. */
  readonly #written = new Int32Array(WRITTEN_MAX);
  #writtenCount = 0;
  /** What `#readInteger` read: 64 bits without the sign. */
  #low = 0;
  #high = 0;

  /** @param body valid UTF-8 */
  constructor(body: Uint8Array) {
    this.#body = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    this.#output = Buffer.allocUnsafeSlow(body.byteLength + OUTPUT_SLACK);
    this.#bytes = new Uint8Array(this.#output.buffer);
    this.#view = new DataView(this.#output.buffer);
  }

  /** Walks an object's fields; `read` begins at the value of one that is in the table, and null is as if it were not there. */
  readObject(table: MessageTable, read: (field: Field) => void): void {
    this.#expect(OPEN_OBJECT);
    let seen = 0;
    for (let more = this.#begins(CLOSE_OBJECT); more; more = this.#continues(CLOSE_OBJECT)) {
      const field = this.#readKey(table);
      if (field === null) this.#skipValue(0);
      else {
        if ((seen & field.bit) !== 0) throw NOT_PLAIN;
        seen |= field.bit;
        if (this.#peek() === LETTER_N) this.#expectWord(NULL);
        else read(field);
      }
    }
  }

  /** `read` begins at each element. */
  readArray(read: () => void): void {
    this.#expect(OPEN_ARRAY);
    for (let more = this.#begins(CLOSE_ARRAY); more; more = this.#continues(CLOSE_ARRAY)) read();
  }

  readText(): string {
    const end = this.#copyString(this.#to);
    return this.#output.toString('utf8', this.#to, end);
  }

  /** Frees what was written. Left to the garbage collector it would wait for a collection of old objects, as large as the body. */
  release(): void {
    if (!this.#output.buffer.detached) this.#output.buffer.transfer(0);
  }

  /** @returns where the message will stand once all is read. */
  readMessage(table: MessageTable): { readonly start: number; readonly end: number } {
    const start = this.#to;
    this.#transcodeMessage(table, 1);
    return { start, end: this.#to };
  }

  /** Nothing but space may follow. @returns all messages that were read, one after the other. */
  finish(): Buffer<ArrayBuffer> {
    if (this.#skipSpace() !== END || this.#at < this.#body.length || this.#to > this.#output.length) throw NOT_PLAIN;
    return this.#output.subarray(0, this.#to);
  }

  /** @param depth of the values in it */
  #transcodeMessage(table: MessageTable, depth: number): void {
    this.#expect(OPEN_OBJECT);
    const base = this.#writtenCount;
    let [seen, written, last] = [0, 0, 0];
    let isSorted = true;
    for (let more = this.#begins(CLOSE_OBJECT); more; more = this.#continues(CLOSE_OBJECT)) {
      const field = this.#readKey(table);
      if (field === null) {
        this.#skipValue(0);
        continue;
      }
      // Of a field that comes twice the last one counts, and that is written already.
      if ((seen & field.bit) !== 0) throw NOT_PLAIN;
      seen |= field.bit;
      if (this.#peek() === LETTER_N) {
        this.#expectWord(NULL);
        continue;
      }
      const start = this.#to;
      this.#transcodeField(field, depth);
      if (this.#to === start) continue;
      written |= field.bit;
      if (field.number < last) isSorted = false;
      last = field.number;
      this.#noteWritten(field.number, start);
    }
    if ((written & table.required) !== table.required) throw NOT_PLAIN;
    if (!isSorted) this.#sortWritten(base);
    this.#writtenCount = base;
  }

  #transcodeField({ kind, number, bytes, message }: Field, depth: number): void {
    switch (kind) {
      case 'text':
        this.#transcodeText(number);
        break;
      case 'id':
        this.#transcodeId(number, bytes);
        break;
      case 'time':
        this.#readInteger();
        if ((this.#low | this.#high) !== 0) {
          this.#writeTag(number, 1);
          this.#writeFixed32(this.#low);
          this.#writeFixed32(this.#high);
        }
        break;
      case 'count':
        if (this.#readUint32(0xffff_ffff) !== 0) {
          this.#writeTag(number, 0);
          this.#writeVarint(this.#low);
        }
        break;
      case 'enum':
        if (this.#readUint32(0x7fff_ffff) !== 0) {
          this.#writeTag(number, 0);
          this.#writeVarint(this.#low);
        }
        break;
      case 'flags':
        if (this.#readUint32(0xffff_ffff) !== 0) {
          this.#writeTag(number, 5);
          this.#writeFixed32(this.#low);
        }
        break;
      case 'attributes':
        this.#expect(OPEN_ARRAY);
        for (let more = this.#begins(CLOSE_ARRAY); more; more = this.#continues(CLOSE_ARRAY)) {
          this.#transcodeAttribute(number, 1);
        }
        break;
      case 'messages':
        this.#expect(OPEN_ARRAY);
        for (let more = this.#begins(CLOSE_ARRAY); more; more = this.#continues(CLOSE_ARRAY)) {
          this.#transcodeNested(number, message);
        }
        break;
      case 'message':
        this.#transcodeNested(number, message);
        break;
      case 'value': {
        const lengthAt = this.#openMessage(number);
        this.#transcodeValue(depth);
        this.#closeMessage(lengthAt);
      }
    }
  }

  #transcodeNested(number: number, message: MessageTable | null): void {
    if (message === null) throw NOT_PLAIN;
    const lengthAt = this.#openMessage(number);
    this.#transcodeMessage(message, 1);
    this.#closeMessage(lengthAt);
  }

  /** A KeyValue. Most are a key and a text without a space between; that form is written where it will stand at once. */
  #transcodeAttribute(number: number, depth: number): void {
    const [at, to] = [this.#at, this.#to];
    const lengthAt = this.#openMessage(number);
    if (this.#skipWord(ATTRIBUTE_KEY)) {
      this.#at -= 1;
      this.#transcodeText(1);
      if (this.#skipWord(ATTRIBUTE_TEXT)) {
        this.#at -= 1;
        const headAt = this.#to;
        const textAt = headAt + 4;
        const textEnd = this.#copyString(textAt);
        if (this.#skipWord(ATTRIBUTE_END)) return this.#closeTextAttribute({ lengthAt, headAt, textAt, textEnd });
      }
      this.#at = at;
      this.#to = to;
      this.#openMessage(number);
    }
    this.#transcodeMessage(KEY_VALUE, depth);
    this.#closeMessage(lengthAt);
  }

  /** The lengths of the attribute, its value and its text, of which one byte each is there. */
  #closeTextAttribute({ lengthAt, headAt, textAt, textEnd }: TextAttribute): void {
    const bytes = this.#bytes;
    const textLength = textEnd - textAt;
    const valueLength = 1 + sizeOfVarint(textLength) + textLength;
    const length = headAt - lengthAt - 1 + 1 + sizeOfVarint(valueLength) + valueLength;
    if (length < 0x80) {
      bytes[lengthAt] = length;
      bytes[headAt] = TAG_VALUE;
      bytes[headAt + 1] = valueLength;
      bytes[headAt + 2] = TAG_TEXT;
      bytes[headAt + 3] = textLength;
      this.#to = textEnd;
      return;
    }
    const moved = sizeOfVarint(length) - 1;
    const end = lengthAt + 1 + moved + length;
    bytes.copyWithin(end - textLength, textAt, textEnd);
    bytes.copyWithin(lengthAt + 1 + moved, lengthAt + 1, headAt);
    this.#to = lengthAt;
    this.#writeVarint(length);
    this.#to = headAt + moved;
    bytes[this.#to++] = TAG_VALUE;
    this.#writeVarint(valueLength);
    bytes[this.#to++] = TAG_TEXT;
    this.#writeVarint(textLength);
    this.#to = end;
  }

  /** An AnyValue without its length: one value or none. Which of several would count is left to the other reader. */
  #transcodeValue(depth: number): void {
    if (depth > NESTING_MAX) throw NOT_PLAIN;
    this.#expect(OPEN_OBJECT);
    let isSet = false;
    for (let more = this.#begins(CLOSE_OBJECT); more; more = this.#continues(CLOSE_OBJECT)) {
      const field = this.#readKey(ANY_VALUE);
      if (field === null) this.#skipValue(0);
      else {
        if (isSet) throw NOT_PLAIN;
        isSet = true;
        this.#transcodeOne(field.number, depth);
      }
    }
  }

  #transcodeOne(number: number, depth: number): void {
    const bytes = this.#bytes;
    switch (number) {
      case 1: {
        bytes[this.#to++] = TAG_TEXT;
        const textAt = this.#to + 1;
        this.#closeString(textAt, this.#copyString(textAt));
        break;
      }
      case 2: {
        const isTrue = this.#peek() === LETTER_T;
        this.#expectWord(isTrue ? TRUE : FALSE);
        bytes[this.#to++] = 2 << 3;
        bytes[this.#to++] = isTrue ? 1 : 0;
        break;
      }
      case 3:
        bytes[this.#to++] = 3 << 3;
        this.#transcodeInt64();
        break;
      case 4: {
        const value = this.#readDouble();
        bytes[this.#to++] = (4 << 3) | 1;
        if (this.#to + 8 > bytes.length) throw NOT_PLAIN;
        this.#view.setFloat64(this.#to, value, true);
        this.#to += 8;
        break;
      }
      case 5:
      case 6:
        this.#transcodeValues(number, depth);
        break;
      default:
        throw NOT_PLAIN;
    }
  }

  /** An ArrayValue, whose elements are AnyValues, or a KeyValueList. */
  #transcodeValues(number: number, depth: number): void {
    const lengthAt = this.#openMessage(number);
    this.#expect(OPEN_OBJECT);
    let seen = false;
    for (let more = this.#begins(CLOSE_OBJECT); more; more = this.#continues(CLOSE_OBJECT)) {
      const field = this.#readKey(VALUES);
      if (field === null) {
        this.#skipValue(0);
        continue;
      }
      if (seen) throw NOT_PLAIN;
      seen = true;
      this.#expect(OPEN_ARRAY);
      for (let next = this.#begins(CLOSE_ARRAY); next; next = this.#continues(CLOSE_ARRAY)) {
        if (number === 6) this.#transcodeAttribute(1, depth + 1);
        else {
          const elementAt = this.#openMessage(1);
          this.#transcodeValue(depth + 1);
          this.#closeMessage(elementAt);
        }
      }
    }
    this.#closeMessage(lengthAt);
  }

  #transcodeText(number: number): void {
    const textAt = this.#to + 2;
    const end = this.#copyString(textAt);
    if (end === textAt) return;
    this.#writeTag(number, 2);
    this.#closeString(textAt, end);
  }

  /** Puts the length before a string that stands one byte after where the length begins. */
  #closeString(textAt: number, end: number): void {
    const length = end - textAt;
    const moved = sizeOfVarint(length) - 1;
    if (moved > 0) this.#bytes.copyWithin(textAt + moved, textAt, end);
    this.#writeVarint(length);
    this.#to = end + moved;
  }

  /** Hex of its length, or an empty string, which stands for none. */
  #transcodeId(number: number, length: number): void {
    this.#expect(QUOTE);
    const [body, bytes] = [this.#body, this.#bytes];
    let at = this.#at;
    if (body[at] !== QUOTE) {
      this.#writeTag(number, 2);
      bytes[this.#to++] = length;
      for (let index = 0; index < length; index += 1) {
        const high = HEX[body[at++] ?? 0] ?? NOT_HEX;
        const low = HEX[body[at++] ?? 0] ?? NOT_HEX;
        if ((high | low) > 15) throw NOT_PLAIN;
        bytes[this.#to++] = (high << 4) | low;
      }
    }
    if (body[at] !== QUOTE) throw NOT_PLAIN;
    this.#at = at + 1;
  }

  #transcodeInt64(): void {
    const isNegative = this.#readInteger(MINUS);
    let [low, high] = [this.#low, this.#high];
    if (high >= 0x8000_0000) throw NOT_PLAIN;
    if (isNegative) {
      low = -low >>> 0;
      high = (low === 0 ? -high : ~high) >>> 0;
    }
    while (high !== 0 || low > 0x7f) {
      this.#bytes[this.#to++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#to++] = low;
  }

  #readUint32(max: number): number {
    this.#readInteger();
    if (this.#high !== 0 || this.#low > max) throw NOT_PLAIN;
    return this.#low;
  }

  /**
   * Decimal digits, in quotes or without, into `#low` and `#high`.
   * @param sign MINUS where one may stand before them. @returns whether it does.
   */
  #readInteger(sign = -1): boolean {
    const body = this.#body;
    let at = this.#at;
    const isQuoted = body[at] === QUOTE;
    if (isQuoted) at += 1;
    const isNegative = body[at] === sign;
    if (isNegative) at += 1;
    const start = at;
    let [top, rest] = [0, 0];
    for (let digit = (body[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (body[at] ?? 0) - ZERO) {
      // The last nine digits of nineteen, and those before: each of the two is exact, and so is what is made of them.
      if (at - start < 10) top = top * 10 + digit;
      else rest = rest * 10 + digit;
      at += 1;
    }
    const digits = at - start;
    if (digits === 0 || digits > 19 || (digits > 1 && body[start] === ZERO)) throw NOT_PLAIN;
    if (isQuoted && body[at++] !== QUOTE) throw NOT_PLAIN;
    this.#at = at;
    this.#joinDigits(top, POWERS_OF_TEN[Math.max(digits - 10, 0)] ?? 1, rest);
    return isNegative;
  }

  /** `top * factor + rest` as 64 bits, with `top` below 2^34 and the others below 2^30: no product or sum here passes 2^53. */
  #joinDigits(top: number, factor: number, rest: number): void {
    const topLow = top % 0x1_0000;
    const lower = topLow * factor + rest;
    const upper = ((top - topLow) / 0x1_0000) * factor;
    const upperLow = upper % 0x1_0000;
    const sum = upperLow * 0x1_0000 + lower;
    this.#low = sum >>> 0;
    this.#high = (upper - upperLow) / 0x1_0000 + (sum - this.#low) / 0x1_0000_0000;
  }

  /** A number by JSON's grammar. Up to 15 digits and a power of ten are exact, so their quotient is rounded once, as it should be. */
  #readDouble(): number {
    const body = this.#body;
    const start = this.#at;
    let at = start;
    const isNegative = body[at] === MINUS;
    if (isNegative) at += 1;
    const digitsAt = at;
    let value = 0;
    let digit = (body[at] ?? 0) - ZERO;
    for (; digit >= 0 && digit <= 9; digit = (body[at] ?? 0) - ZERO) {
      value = value * 10 + digit;
      at += 1;
    }
    let digits = at - digitsAt;
    if (digits === 0 || (digits > 1 && body[digitsAt] === ZERO)) throw NOT_PLAIN;
    let decimals = 0;
    if (body[at] === POINT) {
      at += 1;
      const decimalsAt = at;
      for (digit = (body[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (body[at] ?? 0) - ZERO) {
        value = value * 10 + digit;
        at += 1;
      }
      decimals = at - decimalsAt;
      if (decimals === 0) throw NOT_PLAIN;
      digits += decimals;
    }
    const hasExponent = ((body[at] ?? 0) | 0x20) === LETTER_E;
    if (hasExponent) {
      at += 1;
      if (body[at] === PLUS || body[at] === MINUS) at += 1;
      const exponentAt = at;
      for (digit = (body[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (body[at] ?? 0) - ZERO) at += 1;
      if (at === exponentAt) throw NOT_PLAIN;
    }
    this.#at = at;
    if (hasExponent || digits > 15) return Number(textOf(body, start, at));
    const magnitude = decimals === 0 ? value : value / (POWERS_OF_TEN[decimals] ?? 1);
    return isNegative ? -magnitude : magnitude;
  }

  /** Writes the string that begins at the quote, without touching `#to`. @returns where it ends in the output. */
  #copyString(start: number): number {
    this.#expect(QUOTE);
    const body = this.#body;
    const bytes = this.#bytes;
    const length = body.length;
    let at = this.#at;
    let to = start;
    while (at < length) {
      let byte = 0;
      // Three comparisons are faster than a table here, and the bound spares a test of what was read.
      while (at < length && (byte = body[at] as number) !== QUOTE && byte !== BACKSLASH && byte >= 0x20) {
        bytes[to] = byte;
        to += 1;
        at += 1;
      }
      at += 1;
      if (byte === QUOTE) {
        this.#at = at;
        return to;
      }
      if (byte !== BACKSLASH) throw NOT_PLAIN;
      const letter = body[at++] ?? 0;
      const escaped = ESCAPES[letter] ?? 0;
      if (escaped !== 0) bytes[to++] = escaped;
      else {
        if (letter !== LETTER_U) throw NOT_PLAIN;
        this.#at = at;
        to = this.#copyCodePoint(to);
        at = this.#at;
      }
    }
    throw NOT_PLAIN;
  }

  /** After `\u`. A surrogate without its other half becomes U+FFFD, as in every encoder of UTF-8. */
  #copyCodePoint(start: number): number {
    const bytes = this.#bytes;
    let to = start;
    let point = this.#readCodeUnit();
    if (point >= 0xd800 && point < 0xe000) point = point < 0xdc00 ? this.#readOtherHalf(point) : 0xfffd;
    if (point < 0x80) bytes[to++] = point;
    else if (point < 0x800) {
      bytes[to++] = 0xc0 | (point >> 6);
      bytes[to++] = 0x80 | (point & 0x3f);
    } else {
      if (point < 0x1_0000) bytes[to++] = 0xe0 | (point >> 12);
      else {
        bytes[to++] = 0xf0 | (point >> 18);
        bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
      }
      bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[to++] = 0x80 | (point & 0x3f);
    }
    return to;
  }

  #readOtherHalf(first: number): number {
    if (this.#body[this.#at] !== BACKSLASH || this.#body[this.#at + 1] !== LETTER_U) return 0xfffd;
    const before = this.#at;
    this.#at += 2;
    const second = this.#readCodeUnit();
    if (second >= 0xdc00 && second < 0xe000) return 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    this.#at = before;
    return 0xfffd;
  }

  #readCodeUnit(): number {
    let unit = 0;
    for (let index = 0; index < 4; index += 1) {
      const digit = HEX[this.#body[this.#at++] ?? 0] ?? NOT_HEX;
      if (digit > 15) throw NOT_PLAIN;
      unit = (unit << 4) | digit;
    }
    return unit;
  }

  /**
   * The field with the key that begins here, at its value; null where the table has none. A key with an escape may be any, and
   * one with an underscore may be a field as other printers spell it.
   */
  #readKey({ slots }: MessageTable): Field | null {
    this.#expect(QUOTE);
    const body = this.#body;
    const start = this.#at;
    let at = start;
    let hash = 0;
    for (let byte = body[at] ?? 0; byte !== QUOTE; byte = body[at] ?? 0) {
      if (byte < 0x20 || byte === BACKSLASH || byte === UNDERSCORE) throw NOT_PLAIN;
      hash = hashKey(hash, byte);
      at += 1;
    }
    this.#at = at + 1;
    this.#expect(COLON);
    this.#skipSpace();
    let slot = hash & (slots.length - 1);
    for (let field = slots[slot] ?? null; field !== null; field = slots[slot] ?? null) {
      if (isSame(field.key, body, start, at)) return field;
      slot = (slot + 1) & (slots.length - 1);
    }
    return null;
  }

  /** A value of a key that OTLP does not have, which still has to be JSON. */
  #skipValue(depth: number): void {
    if (depth > NESTING_MAX) throw NOT_PLAIN;
    const first = this.#skipSpace();
    if (first === QUOTE) this.#copyString(this.#to);
    else if (first === OPEN_OBJECT) {
      this.#at += 1;
      for (let more = this.#begins(CLOSE_OBJECT); more; more = this.#continues(CLOSE_OBJECT)) {
        this.#skipSpace();
        this.#copyString(this.#to);
        this.#expect(COLON);
        this.#skipValue(depth + 1);
      }
    } else if (first === OPEN_ARRAY) {
      this.#at += 1;
      for (let more = this.#begins(CLOSE_ARRAY); more; more = this.#continues(CLOSE_ARRAY)) this.#skipValue(depth + 1);
    } else if (first === LETTER_T) this.#expectWord(TRUE);
    else if (first === LETTER_F) this.#expectWord(FALSE);
    else if (first === LETTER_N) this.#expectWord(NULL);
    else this.#readDouble();
  }

  /** After the opening bracket. @returns whether there is a first element or field. */
  #begins(close: number): boolean {
    if (this.#skipSpace() !== close) return true;
    this.#at += 1;
    return false;
  }

  /** After an element or field. @returns whether another one follows. */
  #continues(close: number): boolean {
    const byte = this.#skipSpace();
    if (byte !== COMMA && byte !== close) throw NOT_PLAIN;
    this.#at += 1;
    if (byte === close) return false;
    this.#skipSpace();
    return true;
  }

  #peek(): number {
    return this.#body[this.#at] ?? END;
  }

  /** @returns the byte that is no space, without passing it. */
  #skipSpace(): number {
    for (;;) {
      const byte = this.#body[this.#at] ?? END;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#at += 1;
    }
  }

  #expect(byte: number): void {
    if (this.#skipSpace() !== byte) throw NOT_PLAIN;
    this.#at += 1;
  }

  #expectWord(word: Uint8Array): void {
    if (!this.#skipWord(word)) throw NOT_PLAIN;
  }

  #skipWord(word: Uint8Array): boolean {
    if (!isSame(word, this.#body, this.#at, this.#at + word.length)) return false;
    this.#at += word.length;
    return true;
  }

  /** The length is one byte until the message is closed. @returns its place. */
  #openMessage(number: number): number {
    this.#writeTag(number, 2);
    return this.#to++;
  }

  #closeMessage(lengthAt: number): void {
    const end = this.#to;
    this.#to = lengthAt;
    this.#closeString(lengthAt + 1, end);
  }

  #writeTag(number: number, wireType: number): void {
    this.#writeVarint((number << 3) | wireType);
  }

  #writeVarint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#to++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#to++] = rest;
  }

  #writeFixed32(value: number): void {
    const bytes = this.#bytes;
    bytes[this.#to++] = value;
    bytes[this.#to++] = value >>> 8;
    bytes[this.#to++] = value >>> 16;
    bytes[this.#to++] = value >>> 24;
  }

  #noteWritten(number: number, start: number): void {
    if (this.#writtenCount + 3 > WRITTEN_MAX) throw NOT_PLAIN;
    this.#written[this.#writtenCount++] = number;
    this.#written[this.#writtenCount++] = start;
    this.#written[this.#writtenCount++] = this.#to;
  }

  /** Puts the fields of one message into the order of their numbers, in which the other reader writes them. */
  #sortWritten(base: number): void {
    const fields: { number: number; start: number; end: number }[] = [];
    for (let index = base; index < this.#writtenCount; index += 3) {
      const [number = 0, start = 0, end = 0] = this.#written.subarray(index, index + 3);
      fields.push({ number, start, end });
    }
    const from = fields[0]?.start ?? this.#to;
    const copy = this.#bytes.slice(from, this.#to);
    let to = from;
    for (const { start, end } of fields.sort((one, other) => one.number - other.number)) {
      this.#bytes.set(copy.subarray(start - from, end - from), to);
      to += end - start;
    }
  }
}

interface TextAttribute {
  /** Of the attribute. */
  readonly lengthAt: number;
  /** Where its value begins, after the key. */
  readonly headAt: number;
  readonly textAt: number;
  readonly textEnd: number;
}

const TAG_VALUE = (2 << 3) | 2;
const TAG_TEXT = (1 << 3) | 2;
const PLUS = 0x2b;
const POINT = 0x2e;
const UNDERSCORE = 0x5f;
const LETTER_E = 0x65;
/** Read beyond the last byte. */
const END = -1;

/** Three numbers for each of at most 16 fields of the some twenty messages that can be open in one another. */
const WRITTEN_MAX = 1024;

/** All of these are exact. */
const POWERS_OF_TEN = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size += 1;
  return size;
}

function isSame(word: Uint8Array, body: Uint8Array, start: number, end: number): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index += 1) if (body[start + index] !== word[index]) return false;
  return true;
}

function textOf(body: Uint8Array, start: number, end: number): string {
  return Buffer.from(body.buffer, body.byteOffset + start, end - start).toString('latin1');
}
