/**
 * Undoes a request's Content-Encoding as a stream, so that a bomb is noticed at the chunk that passes the limit and not
 * after it stands in memory. The work is done on Node's thread pool; chunks of 256 KiB keep the hops between threads few.
 */
import { constants, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

import { CollectorError } from '../../errors.ts';
import type { Budget } from './in-flight.ts';

const CHUNK_BYTES = 256 * 1024;
/** A zstd frame may ask for 128 MiB of window by itself; RFC 9659 allows 8 MiB on the web, strong presets use 32 MiB. */
const ZSTD_WINDOW_LOG_MAX = 25;

const DECODERS = new Map([
  ['gzip', () => createGunzip({ chunkSize: CHUNK_BYTES })],
  ['x-gzip', () => createGunzip({ chunkSize: CHUNK_BYTES })],
  ['deflate', () => createInflate({ chunkSize: CHUNK_BYTES })],
  [
    'zstd',
    () =>
      createZstdDecompress({
        chunkSize: CHUNK_BYTES,
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX },
      }),
  ],
]);

/**
 * @returns the encoding's name in lower case.
 * @throws CollectorError UNSUPPORTED_MEDIA_TYPE where it is unknown, or several are listed: nobody wraps twice but bombs.
 */
export function parseContentEncoding(header: string | undefined): string {
  const name = (header ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '' || DECODERS.has(name)) return name === '' ? 'identity' : name;
  const known = ['identity', ...DECODERS.keys()].join(', ');
  throw new CollectorError('UNSUPPORTED_MEDIA_TYPE', `Content-Encoding must be one of ${known}`);
}

/**
 * @param budget is charged for each decoded chunk before the next one is made.
 * @throws CollectorError INVALID_REQUEST where the bytes are damaged, cut short or followed by others; what `budget` throws.
 */
export async function decodeContent(
  bytes: Uint8Array<ArrayBuffer>,
  contentEncoding: string,
  budget: Budget,
): Promise<Uint8Array<ArrayBuffer>> {
  const decoder = DECODERS.get(contentEncoding)?.();
  if (decoder === undefined || bytes.length === 0) return bytes;
  const chunks: Uint8Array[] = [];
  try {
    decoder.end(bytes);
    for await (const chunk of decoder) {
      const decoded: Uint8Array = chunk;
      budget.take(decoded.length);
      chunks.push(decoded);
    }
  } catch (error) {
    if (error instanceof CollectorError) throw error;
    throw new CollectorError('INVALID_REQUEST', `the body is not valid ${contentEncoding}`, { cause: error });
  } finally {
    decoder.destroy();
  }
  // Decoders stop at the end of their data and mostly say nothing of what follows (Node 24.21: zstd reads one frame only), so
  // what comes behind would be lost in silence.
  if (decoder.bytesWritten !== bytes.length) {
    throw new CollectorError('INVALID_REQUEST', `the body goes on after the end of its ${contentEncoding} data`);
  }
  return concatenate(chunks);
}

/** The result owns its whole buffer: it is handed to another thread, and Node's small buffers share one pool. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
