/**
 * How near durable ingest comes to what the machine can do: the same spans through bare better-sqlite3 on one thread, rows made
 * beforehand and rows made on the way, and the same bytes through gunzip alone, all in the same rounds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { decodeBareRows, openBareDatabase, type BareRow } from './bare-sqlite.ts';
import { buildBodies, ingestOnce } from './durable-ingest.ts';
import { atLeast, type Bench, type Figure, type Measured } from './part.ts';
import { WIRES } from './payload.ts';
import { median, ratioByRound, runRounds, type Contender } from './rounds.ts';
import { middlePayload } from './sizes.ts';

export const limit = {
  name: 'limit',
  about: 'durable ingest of 4 KB spans beside bare better-sqlite3 and gunzip alone, in the same rounds',
  measure: measureLimit,
};

const BARE = 'bare better-sqlite3, rows made beforehand';
const BARE_DECODED = 'bare better-sqlite3, decoding included';
const GUNZIP = 'gunzip alone, 4 at a time';
const GUNZIP_TOGETHER = 4;

async function measureLimit(bench: Bench): Promise<Measured> {
  const { sizes } = bench;
  const payload = middlePayload(sizes);
  const bodies = Object.fromEntries(WIRES.map((wire) => [wire, buildBodies(wire, payload)]));
  const [raw = [], zipped = []] = [bodies['protobuf'], bodies['protobuf+gzip']];
  const contenders: Contender<number>[] = [
    ...WIRES.map((wire) => ({
      name: wire,
      run: async () => (await ingestOnce(bench, { wire, bodies: bodies[wire] ?? [], payload })).spansPerS,
    })),
    { name: BARE, run: async () => writeBare(bench, raw, { decodingCounts: false }) },
    { name: BARE_DECODED, run: async () => writeBare(bench, raw, { decodingCounts: true }) },
    { name: GUNZIP, run: async () => payload.spans * (await gunzipAll(zipped, sizes.loadMsMax)) },
  ];
  const results = await runRounds(contenders, sizes.rounds);
  const figures = [...results].map(([name, rounds]): Figure => ({
    name,
    value: median(rounds),
    unit: 'spans/s',
    rounds,
  }));
  const compare = (name: string, other: string, target?: Figure['target']): Figure => {
    const rounds = ratioByRound(results.get(name) ?? [], results.get(other) ?? []);
    return { name: `${name} / ${other}`, value: median(rounds), unit: '×', rounds, ...(target && { target }) };
  };
  figures.push(...WIRES.map((wire) => compare(wire, BARE, atLeast(0.5))));
  figures.push(...WIRES.map((wire) => compare(wire, BARE_DECODED)), compare('protobuf+gzip', GUNZIP));
  return {
    figures,
    notes: [`bare: ${payload.spans}-span transactions, synchronous=FULL, settings of the product's database`],
  };
}

/** @returns spans a second of inserting, committing and checkpointing. */
function writeBare(
  { workspace, sizes }: Bench,
  bodies: readonly Buffer[],
  { decodingCounts }: { readonly decodingCounts: boolean },
): number {
  const directory = mkdtempSync(join(workspace, 'bare-'));
  const database = openBareDatabase(join(directory, 'bare.db'));
  let [spans, ms] = [0, 0];
  for (const body of bodies) {
    if (ms >= sizes.loadMsMax) break;
    let begun = performance.now();
    const rows: readonly BareRow[] = decodeBareRows(body);
    if (!decodingCounts) begun = performance.now();
    database.insert(rows);
    ms += performance.now() - begun;
    spans += rows.length;
  }
  database.close();
  rmSync(directory, { recursive: true, force: true });
  return spans / (ms / 1000);
}

/** @returns bodies a second. */
async function gunzipAll(bodies: readonly Buffer[], msMax: number): Promise<number> {
  const unzip = promisify(gunzip);
  const begun = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - begun < msMax) {
      const body = bodies[next++];
      if (body === undefined) return;
      await unzip(body, { chunkSize: 1024 * 1024 });
    }
  };
  await Promise.all(Array.from({ length: GUNZIP_TOGETHER }, lane));
  return Math.min(next, bodies.length) / ((performance.now() - begun) / 1000);
}
