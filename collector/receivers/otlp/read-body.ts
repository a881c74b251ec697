/** Reads a request's body off its socket within a budget; what is left unread after a refusal is the door's to throw away. */
import type { IncomingMessage } from 'node:http';

import { CollectorError } from '../../errors.ts';
import { concatenate } from './content-encoding.ts';
import type { Budget } from './in-flight.ts';

/** @throws what `budget` throws; CollectorError INVALID_REQUEST where the sender goes away early. */
export async function readBody(request: IncomingMessage, budget: Budget): Promise<Uint8Array<ArrayBuffer>> {
  // What is announced too large need not be read to be refused.
  budget.expect(Number(request.headers['content-length'] ?? 0));
  const chunks: Uint8Array[] = [];
  return await new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      detach();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      try {
        budget.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => {
      detach();
      resolve(concatenate(chunks));
    };
    // A sender that goes away is an error too, and comes as one: Node destroys the request with ECONNRESET.
    const onGone = () => fail(new CollectorError('INVALID_REQUEST', 'the connection ended before the body did'));
    const detach = () => {
      request.off('data', onData).off('end', onEnd).off('error', onGone);
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone);
  });
}
