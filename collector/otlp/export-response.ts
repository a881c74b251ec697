/** The answer to an export request: empty for full success, else how many items were refused and why. */
import protobuf from 'protobufjs/minimal.js';

import type { Encoding, Rejection, Signal } from './export-request.ts';

const REJECTED_FIELDS: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/*
 * Export…ServiceResponse { 1 partial_success { 1 rejected_… int64, 2 error_message string } }
 * Full success leaves partial_success unset: 0 bytes in protobuf, `{}` in JSON.
 */
export function encodeExportResponse(
  signal: Signal,
  encoding: Encoding,
  { rejected, message }: { readonly rejected: number; readonly message: string },
): Uint8Array {
  const full = rejected === 0 && message === '';
  if (encoding === 'json') {
    const partialSuccess = { [REJECTED_FIELDS[signal]]: String(rejected), errorMessage: message };
    return Buffer.from(JSON.stringify(full ? {} : { partialSuccess }));
  }
  const writer = protobuf.Writer.create();
  if (full) return writer.finish();
  writer.uint32((1 << 3) | 2).fork();
  if (rejected > 0) writer.uint32((1 << 3) | 0).uint32(rejected);
  if (message !== '') writer.uint32((2 << 3) | 2).string(message);
  return writer.ldelim().finish();
}

/** One line for the sender. Reasons are ours and fixed: nothing of what was sent is quoted. */
export function describeRejections(rejections: readonly Rejection[]): string {
  return rejections
    .map(({ reason, count, first }) => `${reason}: ${count} ${count === 1 ? 'item' : 'items'}, first ${first}`)
    .join('; ');
}
