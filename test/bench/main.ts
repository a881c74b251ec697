/** `npm run bench [-- --quick]`: measures, prints a table and writes bench-results.json. Never a test: a slow machine fails nothing. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { measureDurableIngest, type IngestResult } from './durable-ingest.ts';
import type { Wire } from './payload.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    requests: { type: 'string' },
    rounds: { type: 'string' },
    wire: { type: 'string', multiple: true },
  },
});

const requests = Number(values.requests ?? (values.quick ? 4 : 240));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const wires = (values.wire ?? ['protobuf', 'protobuf+gzip', 'json']) as Wire[];

// Rounds are interleaved: a machine that slows down meanwhile slows all variants alike.
const results = new Map<Wire, IngestResult[]>(wires.map((wire) => [wire, []]));
for (let round = 0; round < rounds; round++) {
  for (const wire of wires) {
    results
      .get(wire)
      ?.push(await measureDurableIngest({ wire, requests, spans: 512, spanBytes: 3200, connections: 4 }));
    process.stdout.write('.');
  }
}

const table = [...results].map(([wire, runs]) => ({ wire, ...medianOf(runs) }));
console.log(`\ndurable ingest, ${requests} requests of 512 spans, 4 connections, median of ${rounds}`);
console.table(
  Object.fromEntries(
    table.map(({ wire, ...row }) => [
      wire,
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Math.round(value * 10) / 10])),
    ]),
  ),
);
const machine = { cpus: cpus().length, model: cpus()[0]?.model, node: process.version };
writeFileSync(
  'bench-results.json',
  `${JSON.stringify({ machine, requests, rounds, durableIngest: table }, null, 2)}\n`,
);

function medianOf(runs: readonly IngestResult[]): IngestResult {
  const median = (key: keyof IngestResult): number => {
    const sorted = runs.map((run) => run[key]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  const keys = Object.keys(runs[0] ?? {}) as (keyof IngestResult)[];
  return Object.fromEntries(keys.map((key) => [key, median(key)])) as unknown as IngestResult;
}
