/** Writes an error as the answer to a request; where the door's protocol does not say how, as the JSON of the REST contract. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { errorMeaning, type CollectorError } from '../errors.ts';

export interface RenderedError {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

export type RenderError = (error: CollectorError, request: IncomingMessage) => RenderedError;

interface Failed {
  readonly error: CollectorError;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly render: RenderError | undefined;
}

export function writeError({ error, request, response, render = renderJson }: Failed): void {
  // An answer that has begun cannot be taken back; to cut it short is how the client learns that it is not whole.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const meaning = errorMeaning(error.code);
  const { contentType, body } = render(error, request);
  if (meaning.retryable) response.setHeader('retry-after', String(error.retryAfterS));
  if (error.code === 'SHUTTING_DOWN') response.setHeader('connection', 'close');
  response.writeHead(meaning.http, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export function renderJson(error: CollectorError): RenderedError {
  return {
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify({ error: { code: error.code, message: error.message } }),
  };
}
