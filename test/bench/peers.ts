/**
 * Peers that npm brings, at pinned versions, with the same JSON requests in the same rounds as ours. They are installed outside
 * the project's own packages, into `.build/`; where the package registry is not reached the part says what it left out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { buildBodies, ingestOnce } from './durable-ingest.ts';
import { inOrder, offerLoad } from './offer-load.ts';
import { atLeast, type Bench, type Figure, type Measured } from './part.ts';
import { PEERS, installPeer, startPeer, type Peer } from './peer-process.ts';
import { median, ratioByRound, runRounds } from './rounds.ts';
import { middlePayload } from './sizes.ts';

export const peers = {
  name: 'peers',
  about: 'durable ingest of 4 KB spans in JSON beside peers from npm, in the same rounds',
  measure: measurePeers,
};

const OURS = 'live-trace, on disk';

async function measurePeers(bench: Bench): Promise<Measured> {
  const { sizes } = bench;
  const payload = middlePayload(sizes);
  const bodies = buildBodies('json', payload);
  const notes: string[] = ['peers take OTLP in JSON only'];
  const leaveOut = (peer: Peer, error: unknown): void => {
    notes.push(`left out ${peer.name}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const present: Peer[] = [];
  for (const peer of PEERS) {
    try {
      installPeer(peer);
      // One short run: a peer that does not start or take spans is left out before the rounds begin.
      await ingestPeer(bench, peer, { bodies: bodies.slice(0, 1), spansPerBody: payload.spans });
      present.push(peer);
    } catch (error) {
      leaveOut(peer, error);
    }
  }
  if (present.length === 0) return { figures: [], notes };
  const contenders = [
    { name: OURS, run: async () => (await ingestOnce(bench, { wire: 'json', bodies, payload })).spansPerS },
    ...present.map((peer) => ({
      name: peer.name,
      run: () => ingestPeer(bench, peer, { bodies, spansPerBody: payload.spans }),
    })),
  ];
  const results = await runRounds(contenders, sizes.rounds);
  const speeds = [...results].map(([name, rounds]): Figure => ({
    name,
    value: median(rounds),
    unit: 'spans/s',
    rounds,
  }));
  return { figures: [...speeds, ...comparePeers(present, results)], notes };
}

function comparePeers(present: readonly Peer[], results: ReadonlyMap<string, readonly number[]>): Figure[] {
  return present.map((peer) => {
    const rounds = ratioByRound(results.get(OURS) ?? [], results.get(peer.name) ?? []);
    const target = peer.keeps === 'durable' ? atLeast(25) : atLeast(1.5);
    return { name: `ours / ${peer.name}`, value: median(rounds), unit: '×', rounds, target };
  });
}

/** @returns spans a second. */
async function ingestPeer(
  { workspace, sizes }: Bench,
  peer: Peer,
  { bodies, spansPerBody }: { readonly bodies: readonly Buffer[]; readonly spansPerBody: number },
): Promise<number> {
  const directory = mkdtempSync(join(workspace, 'peer-'));
  const process = await startPeer(peer, directory);
  try {
    const taken = await offerLoad({
      url: process.tracesUrl,
      wire: 'json',
      nextBody: inOrder(bodies),
      spansPerBody,
      connections: sizes.connections,
      msMax: sizes.loadMsMax,
    });
    return taken.spansPerS;
  } finally {
    await process.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}
