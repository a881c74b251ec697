/** The protobuf frame of a request: ranges of resources, scopes and spans or log records, nothing inside them decoded. */
import protobuf from 'protobufjs/minimal.js';

import type { RequestFrame, ResourceFrame } from './decode-items.ts';
import { readString } from './decode-any-value.ts';
import { countFrameParts, type PartCount } from './part-count.ts';
import {
  BYTES,
  createReader,
  expectEnd,
  expectType,
  readEnd,
  skipField,
  toBuffer,
  type WireReader,
} from './wire-reader.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A message as ranges: the sub-messages of one field, and everything else as it stands. */
interface Block extends Range {
  /** The single sub-message of field 1: resource or scope. */
  readonly head: Range | undefined;
  readonly schemaUrl: string;
  /** Field 2, in order. */
  readonly items: readonly Range[];
  /** Fields other than 2, tags included, so that a request encoded anew keeps what we do not know. */
  readonly rest: readonly Range[];
}

/*
 * ExportTraceServiceRequest { 1 resource_spans ResourceSpans* }
 * ResourceSpans { 1 resource, 2 scope_spans ScopeSpans*, 3 schema_url }
 * ScopeSpans    { 1 scope,    2 spans Span*,             3 schema_url }
 *
 * ExportLogsServiceRequest, ResourceLogs and ScopeLogs have the same numbers, with LogRecord in the place of Span.
 */
export function readProtoFrame(body: Uint8Array): RequestFrame {
  const bytes = toBuffer(body);
  const parts = countFrameParts();
  const request = readBlocks(bytes, parts);
  const view = (range: Range | undefined): Uint8Array =>
    range === undefined ? bytes.subarray(0, 0) : bytes.subarray(range.start, range.end);
  const resources = request.blocks.map((block): ResourceFrame & { block: Block; scopeBlocks: Block[] } => {
    const scopeBlocks = block.items.map((range) => readBlock(bytes, range, parts));
    return {
      block,
      scopeBlocks,
      bytes: () => view(block.head),
      schemaUrl: block.schemaUrl,
      scopes: scopeBlocks.map((scope) => ({
        bytes: () => view(scope.head),
        schemaUrl: scope.schemaUrl,
        items: scope.items.map((range) => () => view(range)),
      })),
    };
  });
  return {
    resources,
    without(dropped) {
      const writer = protobuf.Writer.create();
      for (const range of request.rest) writer.raw(view(range));
      for (const [r, { block, scopeBlocks }] of resources.entries()) {
        const scopes = scopeBlocks.map((scope, s) =>
          encodeBlock(scope, scope.items.filter((_, i) => !dropped.has(`${r}.${s}.${i}`)).map(view), view),
        );
        writer.uint32((1 << 3) | BYTES).bytes(encodeBlock(block, scopes, view));
      }
      return ownBytes(writer.finish());
    },
  };
}

function encodeBlock(block: Block, items: readonly Uint8Array[], view: (range: Range) => Uint8Array): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const range of block.rest) writer.raw(view(range));
  for (const item of items) writer.uint32((2 << 3) | BYTES).bytes(item);
  return writer.finish();
}

/** A copy that owns its whole buffer, so that it can be transferred between threads. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function readBlocks(bytes: Buffer, parts: PartCount): { blocks: Block[]; rest: Range[] } {
  const reader = createReader(bytes);
  const blocks: Block[] = [];
  const rest: Range[] = [];
  while (reader.pos < bytes.length) {
    const start = reader.pos;
    const tag = reader.tag();
    if (tag >>> 3 === 1) {
      expectType(tag, BYTES);
      const range = readRange(reader, bytes.length);
      blocks.push(readBlock(bytes, range, parts));
    } else {
      skipField(reader, tag, bytes.length);
      extend(rest, { start, end: reader.pos });
    }
  }
  return { blocks, rest };
}

function readBlock(bytes: Buffer, { start, end }: Range, parts: PartCount): Block {
  parts.add(1);
  const reader = createReader(bytes);
  reader.pos = start;
  const items: Range[] = [];
  const rest: Range[] = [];
  let head: Range | undefined;
  let schemaUrl = '';
  while (reader.pos < end) {
    const fieldStart = reader.pos;
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        expectType(tag, BYTES);
        head = readRange(reader, end);
        break;
      case 2:
        expectType(tag, BYTES);
        items.push(readRange(reader, end));
        parts.add(1);
        continue;
      case 3:
        expectType(tag, BYTES);
        schemaUrl = readString(reader, end);
        break;
      default:
        skipField(reader, tag, end);
    }
    extend(rest, { start: fieldStart, end: reader.pos });
  }
  expectEnd(reader, end);
  return { start, end, head, schemaUrl, items, rest };
}

/** Neighbours become one range: a body of unknown fields must not become as many objects. */
function extend(ranges: Range[], { start, end }: Range): void {
  const last = ranges.at(-1);
  if (last?.end === start) ranges[ranges.length - 1] = { start: last.start, end };
  else ranges.push({ start, end });
}

function readRange(reader: WireReader, limit: number): Range {
  const end = readEnd(reader, limit);
  const start = reader.pos;
  reader.pos = end;
  return { start, end };
}
