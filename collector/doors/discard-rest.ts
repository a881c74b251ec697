/**
 * What happens to the rest of a body whose request is answered already. To close at once would reset the connection, and an
 * SDK that sees a reset instead of its 413 sends the same batch again and again; to read on without end is what Node does.
 */
import type { IncomingMessage } from 'node:http';

const DISCARD_BYTES_MAX = 64 * 2 ** 20;
const DISCARD_MS_MAX = 2000;

/** Lets the sender come to the end of the body or of our patience, then closes. */
export function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let discarded = 0;
  const giveUp = () => void request.socket.destroy();
  const timer = setTimeout(giveUp, DISCARD_MS_MAX);
  timer.unref();
  const stop = () => clearTimeout(timer);
  request.on('error', stop).once('close', stop).once('end', stop);
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARD_BYTES_MAX) giveUp();
  });
}
