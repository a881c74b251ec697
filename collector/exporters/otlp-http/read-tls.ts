/** Reads the files of an exporter's `tls` block once, at start. */
import { readFile } from 'node:fs/promises';

import { CollectorError } from '../../errors.ts';
import type { OtlpHttpConfig } from './config.ts';

export interface ClientTls {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  rejectUnauthorized: boolean;
}

/** @throws CollectorError in one line that names the key */
export async function readTls(id: string, config: OtlpHttpConfig['tls']): Promise<ClientTls> {
  const read = async (key: string, path: string): Promise<Buffer> => {
    try {
      return await readFile(path);
    } catch (cause) {
      throw new CollectorError('INVALID_REQUEST', `${id}: the file at tls.${key} cannot be read`, { cause });
    }
  };
  const tls: ClientTls = { rejectUnauthorized: !config.insecure_skip_verify };
  if (config.ca_file !== undefined) tls.ca = await read('ca_file', config.ca_file);
  if (config.cert_file !== undefined) tls.cert = await read('cert_file', config.cert_file);
  if (config.key_file !== undefined) tls.key = await read('key_file', config.key_file);
  return tls;
}
