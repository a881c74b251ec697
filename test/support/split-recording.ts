/** A recording cut into its single spans or log records, each a request of its own; put end to end they are requests again. */
import { decodeLogs } from '../../collector/otlp/decode-logs.ts';
import { decodeTraces } from '../../collector/otlp/decode-traces.ts';
import type { Encoding, Signal } from '../../collector/otlp/export-request.ts';
import { contentKeys } from '../../collector/vocabularies/content-keys.ts';

export interface RecordedPart {
  readonly signal: Signal;
  readonly bytes: Buffer;
}

/** Both requests have the same shape: 1 resource_… { 1 resource, 2 scope_… { 1 scope, 2 items } }. */
export function splitRecording(body: Uint8Array, signal: Signal, encoding: Encoding): readonly RecordedPart[] {
  const scopes =
    signal === 'logs'
      ? decodeLogs(body, encoding).scopes.map(({ records, ...rest }) => ({ ...rest, items: records }))
      : decodeTraces(body, encoding, contentKeys).scopes.map(({ spans, ...rest }) => ({ ...rest, items: spans }));
  return scopes.flatMap(({ resource, scope, items }) =>
    items.map(({ bytes }) => ({
      signal,
      bytes: field(1, field(1, resource.bytes), field(2, field(1, scope.bytes), field(2, bytes))),
    })),
  );
}

function field(number: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of((number << 3) | 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
