/** From a request on the socket to an `ExportRequest`; headers are judged before a byte of the body is read. */
import type { IncomingMessage } from 'node:http';

import type { Settings } from '../../component.ts';
import type { ExportRequest, Signal } from '../../otlp/export-request.ts';
import { decodeContent, parseContentEncoding } from './content-encoding.ts';
import { parseContentType } from './content-type.ts';
import type { InFlightRequest } from './in-flight.ts';
import { readBody } from './read-body.ts';

interface Reading {
  readonly signal: Signal;
  readonly settings: Settings;
  readonly held: InFlightRequest;
}

/** @throws CollectorError with what was wrong with it */
export async function readRequest(raw: IncomingMessage, { signal, settings, held }: Reading): Promise<ExportRequest> {
  const encoding = parseContentType(raw.headers['content-type']);
  const contentEncoding = parseContentEncoding(raw.headers['content-encoding']);
  const receivedUnixMs = settings.clock.nowMs();
  const bytes = await readBody(raw, held.body());
  const body = await decodeContent(bytes, contentEncoding, held.body());
  return {
    signal,
    encoding,
    body,
    wire: { bytes, contentEncoding },
    receivedUnixMs,
    receiver: settings.id,
    transport: 'http',
  };
}
