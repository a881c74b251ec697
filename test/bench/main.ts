/**
 * `npm run bench [-- --quick] [--only PART]… [--rounds N] [--spans N] [--sustained-gb N] [--out FILE]`: measures, prints and
 * writes bench-results.json. A missed target is printed; only a part that breaks is a failure.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { analyzeDatabase, type AnalyzedDatabase } from './analyze-database.ts';
import { buildLargeDatabase } from './large-database.ts';
import { meets, type Bench, type Part } from './part.ts';
import { PARTS } from './parts.ts';
import { describeRun, printPart, type PartResult } from './report.ts';
import { FULL, QUICK, type Sizes } from './sizes.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    requests: { type: 'string' },
    spans: { type: 'string' },
    'sustained-gb': { type: 'string' },
    out: { type: 'string', default: 'bench-results.json' },
  },
});

const startedAt = new Date().toISOString();
const sizes = chooseSizes();
const workspace = mkdtempSync(join(tmpdir(), 'live-trace-bench-'));
const removeWorkspace = (): void => rmSync(workspace, { recursive: true, force: true });
// A run that somebody breaks off leaves neither a gigabyte nor a process behind.
process.once('exit', removeWorkspace);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  const results = await measureAll(chooseParts());
  const figures = results.flatMap((result) => result.figures);
  const targets = figures.filter(({ target }) => target !== undefined);
  console.log(`${targets.filter(meets).length} of ${targets.length} targets met; every figure is in ${values.out}`);
  if (values.quick) console.log('--quick only shows that every part runs: these figures say nothing');
} finally {
  removeWorkspace();
}

function chooseSizes(): Sizes {
  const base = values.quick ? QUICK : FULL;
  const spans = readNumber('spans') ?? base.large.spans;
  return {
    ...base,
    rounds: readNumber('rounds') ?? base.rounds,
    payloads: base.payloads.map((payload) => ({ ...payload, requests: readNumber('requests') ?? payload.requests })),
    large: { ...base.large, spans, sessions: Math.ceil((base.large.sessions / base.large.spans) * spans) },
    sustained: { ...base.sustained, bytes: (readNumber('sustained-gb') ?? base.sustained.bytes / 1e9) * 1e9 },
  };
}

function readNumber(name: 'rounds' | 'requests' | 'spans' | 'sustained-gb'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not ${text}`);
  return value;
}

function chooseParts(): readonly Part[] {
  const names = values.only ?? PARTS.map(({ name }) => name);
  return names.map((name) => {
    const part = PARTS.find((one) => one.name === name);
    if (part === undefined) throw new Error(`--only ${name}: known are ${PARTS.map((one) => one.name).join(', ')}`);
    return part;
  });
}

async function measureAll(parts: readonly Part[]): Promise<PartResult[]> {
  let large: AnalyzedDatabase | undefined;
  const bench: Bench = {
    sizes,
    workspace,
    largeDatabase: async () => {
      if (large === undefined) {
        bench.say(`building a database of ${sizes.large.spans} spans`);
        const built = buildLargeDatabase(join(workspace, 'large'), sizes.large);
        bench.say(`built in ${built.seconds.toFixed(0)} s, ${(built.bytes / 1e6).toFixed(0)} MB`);
        large = await analyzeDatabase(built);
        bench.say(`analysed in ${large.analyzedSeconds.toFixed(0)} s`);
      }
      return large;
    },
    say: (line) => process.stderr.write(`  ${line}\n`),
  };
  const results: PartResult[] = [];
  for (const part of parts) {
    const begun = performance.now();
    const measured = await part.measure(bench);
    const result = { part, ...measured, seconds: (performance.now() - begun) / 1000 };
    results.push(result);
    // After every part: a full run takes long, and one that is broken off has still measured something.
    writeFileSync(values.out, `${JSON.stringify(describeRun(results, sizes, startedAt), null, 2)}\n`);
    console.log(printPart(result));
  }
  return results;
}
