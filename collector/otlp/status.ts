/** `google.rpc.Status`: the body of every OTLP error, in the encoding of the request. */
import protobuf from 'protobufjs/minimal.js';

import type { Encoding } from './export-request.ts';

/* Status { 1 code int32, 2 message string, 3 details Any* } */
export function encodeStatus(code: number, message: string, encoding: Encoding): Uint8Array {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return protobuf.Writer.create()
    .uint32((1 << 3) | 0)
    .int32(code)
    .uint32((2 << 3) | 2)
    .string(message)
    .finish();
}
