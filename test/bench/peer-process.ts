/** Installs and starts the peers: which package, which version, which command. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { findFreePort } from '../interop/find-free-port.ts';
import { ROOT } from '../support/source-files.ts';

export interface Peer {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly keeps: 'memory' | 'files' | 'durable';
  readonly tracesPath: string;
  /** @param installed where its package stands, @param directory where it keeps what it keeps. */
  readonly command: (at: PeerPlace) => readonly string[];
}

interface PeerPlace {
  readonly installed: string;
  readonly directory: string;
  readonly port: number;
  readonly otherPort: number;
}

const autotel = {
  package: 'autotel-mcp',
  version: '0.8.0',
  tracesPath: '/v1/traces',
  command: ({ installed, port, otherPort }: PeerPlace): string[] => [
    join(installed, 'node_modules/.bin/autotel-mcp'),
    '--transport',
    'http',
    '--port',
    String(otherPort),
    '--collector-port',
    String(port),
    '--max-traces',
    '1000000',
  ],
};

export const PEERS: readonly Peer[] = [
  { ...autotel, name: 'autotel-mcp 0.8.0, in memory', keeps: 'memory' },
  {
    ...autotel,
    name: 'autotel-mcp 0.8.0, --persist',
    keeps: 'durable',
    command: (at) => [...autotel.command(at), '--persist', join(at.directory, 'autotel.db')],
  },
  {
    name: '@genkit-ai/telemetry-server 1.43.0, files',
    package: '@genkit-ai/telemetry-server',
    version: '1.43.0',
    keeps: 'files',
    tracesPath: '/api/otlp/v1/traces',
    command: ({ installed, directory, port }) => [
      join(import.meta.dirname, 'start-genkit.ts'),
      installed,
      directory,
      String(port),
    ],
  },
];

const INSTALL_MS_MAX = 180_000;

/** @throws where the package registry is not reached. */
export function installPeer(peer: Peer): void {
  const installed = placeOf(peer);
  const done = join(installed, '.installed');
  if (existsSync(done)) return;
  mkdirSync(installed, { recursive: true });
  // Else npm looks for a project further up and installs there.
  writeFileSync(join(installed, 'package.json'), '{ "private": true }\n');
  const args = [
    'install',
    `${peer.package}@${peer.version}`,
    '--legacy-peer-deps',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ];
  const { status, stderr, error } = spawnSync('npm', args, {
    cwd: installed,
    encoding: 'utf8',
    timeout: INSTALL_MS_MAX,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm install failed (${error?.message ?? stderr.trim().split('\n')[0] ?? status})`);
  writeFileSync(done, '');
}

function placeOf(peer: Peer): string {
  return join(ROOT, '.build/bench-peers', `${peer.package.replaceAll('/', '-')}@${peer.version}`);
}

export interface PeerProcess {
  readonly tracesUrl: string;
  kill(): Promise<void>;
}

const START_MS_MAX = 20_000;

export async function startPeer(peer: Peer, directory: string): Promise<PeerProcess> {
  const [port, otherPort] = [await findFreePort(), await findFreePort()];
  const args = peer.command({ installed: placeOf(peer), directory, port, otherPort });
  const child = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-2000)));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  void exited.then(() => process.off('exit', killWithParent));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  const begun = performance.now();
  while (!(await isOpen(port))) {
    if (child.exitCode !== null || performance.now() - begun > START_MS_MAX) {
      await kill();
      throw new Error(`did not start: ${stderr.trim().split('\n').at(-1) ?? ''}`);
    }
    await sleep(50);
  }
  return { tracesUrl: `http://127.0.0.1:${port}${peer.tracesPath}`, kill };
}

async function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
