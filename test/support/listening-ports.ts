/** Which TCP addresses a process listens on, by what Linux's kernel says and not by what the process says. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The state of a listening socket in `/proc/net/tcp`. */
const LISTEN = '0A';

/** @returns `127.0.0.1:4318` or `[::1]:4318`, sorted; undefined on a system without `/proc`. */
export function listeningAddresses(pid: number): string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set(
    readdirSync(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readLink(`${folder}/${fd}`))?.[1] ?? []),
  );
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(({ 3: state, 9: inode }) => state === LISTEN && inodes.has(inode ?? ''))
    .map(({ 1: address = '' }) => toText(address))
    .sort();
}

/** A descriptor may close between being listed and being read. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** `0100007F:10DE`: 32-bit words in the machine's byte order, then the port. */
function toText(address: string): string {
  const [host = '', port = ''] = address.split(':');
  const words = host.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  const text = bytes.length === 4 ? bytes.join('.') : `[${shorten(bytes)}]`;
  return `${text}:${Number.parseInt(port, 16)}`;
}

function shorten(bytes: readonly number[]): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex === `${'0'.repeat(31)}1` ? '::1' : hex === '0'.repeat(32) ? '::' : hex;
}
