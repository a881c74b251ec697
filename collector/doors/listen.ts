/**
 * Listens on every address an endpoint means. `localhost` is two addresses, and a client may take either: Node 17 and
 * newer try ::1 first where the resolver says so. A machine without IPv6 is fine; a port that is taken on one of the two is not,
 * because half of the clients would reach another program.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);
/** A port the machine chose for 127.0.0.1 may be taken on ::1. */
const ATTEMPTS = 5;

export interface Listening {
  readonly servers: readonly Server[];
  readonly port: number;
}

export async function listen(host: string, port: number, createServer: () => Server): Promise<Listening> {
  const addresses = host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnAll(addresses, port, createServer);
    } catch (error) {
      if (port !== 0 || attempt === ATTEMPTS || codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
}

async function listenOnAll(addresses: readonly string[], port: number, createServer: () => Server): Promise<Listening> {
  const servers: Server[] = [];
  let bound = port;
  let absent: unknown;
  try {
    for (const address of addresses) {
      const server = createServer();
      try {
        bound = await listenOn(server, address, bound);
        servers.push(server);
      } catch (error) {
        server.close();
        if (!NO_SUCH_ADDRESS.has(codeOf(error) ?? '')) throw error;
        absent = error;
      }
    }
    if (servers.length === 0) throw absent;
  } catch (error) {
    await Promise.all(servers.map((server) => new Promise((resolve) => void server.close(resolve))));
    throw error;
  }
  return { servers, port: bound };
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
