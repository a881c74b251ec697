/** OTLP's errors: a `google.rpc.Status` in the encoding of the request, or in JSON where the request had none of OTLP's. */
import type { IncomingMessage } from 'node:http';

import type { RenderedError } from '../../doors/write-error.ts';
import { errorMeaning, type CollectorError } from '../../errors.ts';
import { encodeStatus } from '../../otlp/status.ts';
import { contentTypeOf, readEncoding } from './content-type.ts';

export function renderStatus(error: CollectorError, request: IncomingMessage): RenderedError {
  const encoding = readEncoding(request.headers['content-type']) ?? 'json';
  const body = encodeStatus(errorMeaning(error.code).grpc, error.message, encoding);
  return { contentType: contentTypeOf(encoding), body };
}
