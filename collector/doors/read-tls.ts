/** Reads the files of a door's `tls` block once, at opening; a new certificate needs a restart. */
import { readFile } from 'node:fs/promises';
import type { ServerOptions } from 'node:https';

import type { z } from 'zod';

import type { doorTls } from './door-config.ts';
import { DoorError } from './door-error.ts';
import { codeOf } from './listen.ts';

/** Node waits two minutes for a handshake; a client that needs ten seconds is none. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

export async function readTls(label: string, config: z.infer<typeof doorTls>): Promise<ServerOptions> {
  const read = async (key: string, path: string): Promise<Buffer> => {
    try {
      return await readFile(path);
    } catch (error) {
      throw new DoorError(label, `tls.${key} cannot be read (${codeOf(error)})`, { cause: error });
    }
  };
  const options: ServerOptions = {
    cert: await read('cert_file', config.cert_file),
    key: await read('key_file', config.key_file),
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
  if (config.client_ca_file === undefined) return options;
  const ca = await read('client_ca_file', config.client_ca_file);
  return { ...options, ca, requestCert: true, rejectUnauthorized: true };
}
