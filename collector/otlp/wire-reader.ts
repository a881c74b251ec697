/**
 * Reading protobuf messages by our field tables on protobufjs' bounds-checked reader. Sub-messages are walked within their
 * own range, so that what is broken inside one cannot read into the next.
 */
import protobuf from 'protobufjs/minimal.js';

export type WireReader = protobuf.Reader;

/** Wire type of length-delimited fields; the others are 0 varint, 1 fixed64, 5 fixed32. */
export const BYTES = 2;
export const FIXED32 = 5;

export function createReader(bytes: Uint8Array): WireReader {
  return protobuf.Reader.create(toBuffer(bytes));
}

export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads a length and gives the place the field ends at. @throws where it ends outside the reader's range. */
export function readEnd(reader: WireReader, limit: number): number {
  const length = reader.size();
  const end = reader.pos + length;
  if (end > limit) throw new RangeError('a field ends outside its message');
  return end;
}

/** Fields are known by number and wire type together: a known number with another type is damage, not a new field. */
export function expectType(tag: number, wireType: number): void {
  if ((tag & 7) !== wireType) throw new Error(`field ${tag >>> 3} has wire type ${tag & 7}`);
}

/** A sub-message's last scalar may have read beyond it; the range check of the reader is that of the whole message. */
export function expectEnd(reader: WireReader, end: number): void {
  if (reader.pos !== end) throw new RangeError('a field ends outside its message');
}

export function skipField(reader: WireReader, tag: number, limit: number): void {
  reader.skipType(tag & 7, 0, tag >>> 3);
  if (reader.pos > limit) throw new RangeError('a field ends outside its message');
}

/** 64 unsigned bits exactly: a JavaScript number would round nanoseconds to some 256 ns. */
export function readFixed64(reader: WireReader): bigint {
  const low = reader.fixed32();
  const high = reader.fixed32();
  return (BigInt(high) << 32n) | BigInt(low);
}

/** int64 as a varint: a negative one takes ten bytes. A safe integer is a number, anything beyond a bigint. */
export function readInt64(reader: WireReader): number | bigint {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (reader.pos >= reader.len) throw new RangeError('a varint ends outside its message');
    const byte = reader.buf[reader.pos++] ?? 0;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= (bits & 0x0f) << 28;
      high |= bits >>> 4;
    } else if (shift < 63) high |= bits << (shift - 32);
    else high |= (bits & 1) << 31;
    if (byte < 0x80) {
      if (high === 0) return low >>> 0;
      const value = BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
      return value >= MIN_SAFE && value <= MAX_SAFE ? Number(value) : value;
    }
  }
  throw new Error('a varint is longer than ten bytes');
}

const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
