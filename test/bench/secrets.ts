/**
 * How right and how fast the search for secrets is: recall by kind on secrets drawn anew, precision with the negative corpus
 * and with runs of coding agents as judges, beside what secretlint says of the same texts; processor time for a KB of prose,
 * for 5 MB, and for texts made to be slow. Processor time, because the machine is shared.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { RecognizedEntity } from '../../processors/pii/recognizer.ts';
import { SECRET_FAMILIES } from '../../processors/pii/secrets/families/index.ts';
import { findSecrets } from '../../processors/pii/secrets/find-secrets.ts';
import { devData } from '../support/dev-data.ts';
import { makeHarmlessSamples } from '../support/harmless-samples.ts';
import { makeSecretSamples, type SecretSample } from '../support/secret-samples.ts';
import { askSecretlint } from '../support/secretlint.ts';

type Say = (line: string) => void;

const ROUNDS = 40;
const HARMLESS_ROUNDS = 100;

export function evaluateSecrets(say: Say): void {
  const seed = process.env.LIVE_TRACE_SEED ?? String(Math.floor(Math.random() * 2 ** 32));
  say(`LIVE_TRACE_SEED=${seed}`);
  reportRight(seed, say);
  reportFast(say);
}

interface Tally {
  drawn: number;
  found: number;
  named: number;
  /** Finds of this name where nothing is. */
  wrong: number;
}

function reportRight(seed: string, say: Say): void {
  const samples = makeSecretSamples(seed, ROUNDS);
  const harmless = [...readFixtures(), ...makeHarmlessSamples(seed, HARMLESS_ROUNDS).map(({ text }) => text)];
  const runs = readRuns();
  const tallies = new Map<string, Tally>();
  const tally = (entity: string): Tally => {
    const one = tallies.get(entity) ?? { drawn: 0, found: 0, named: 0, wrong: 0 };
    tallies.set(entity, one);
    return one;
  };
  let extra = 0;
  for (const sample of samples) {
    const finds = findSecrets(sample.text);
    const hits = finds.filter((find) => isHit(find, sample));
    const own = tally(sample.entity);
    own.drawn++;
    own.found += Number(hits.length > 0);
    own.named += Number(hits.some(({ entity_type }) => entity_type === sample.entity));
    for (const { entity_type } of finds.filter((find) => !isHit(find, sample))) {
      extra++;
      tally(entity_type).wrong++;
    }
  }
  let wrong = 0;
  for (const text of [...harmless, ...runs]) {
    for (const { entity_type } of findSecrets(text)) {
      wrong++;
      tally(entity_type).wrong++;
    }
  }
  for (const [entity, { drawn, found, named, wrong: other }] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const precision = found + other === 0 ? 1 : found / (found + other);
    say(
      `${entity.padEnd(24)} recall ${share(found, drawn)} (named so ${share(named, drawn)}), precision ${precision.toFixed(3)}, of ${drawn}`,
    );
  }
  const found = sum(tallies, (one) => one.found);
  const recall = found / samples.length;
  const precision = found / (found + extra + wrong);
  say(
    `all: ${samples.length} secrets in prose, JSON, environments, code and commands; ${harmless.length} texts without one; ${runs.length} runs of coding agents${runs.length === 0 ? ' (no development data)' : ''}`,
  );
  say(
    `all: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)}; at least .90 and .95: ${recall >= 0.9 && precision >= 0.95 ? 'met' : 'MISSED'}`,
  );
  say(`all: finds beside a secret ${extra}, in texts without one ${wrong}`);
  reportSecretlint({ samples, texts: [...harmless, ...runs] }, say);
}

function reportSecretlint(
  { samples, texts }: { readonly samples: readonly SecretSample[]; readonly texts: readonly string[] },
  say: Say,
): void {
  const isFound = (sample: SecretSample): boolean =>
    askSecretlint(sample.text).some(({ start, end }) => start < sample.end && end > sample.start);
  const found = samples.filter(isFound);
  const ours = found.filter((sample) => findSecrets(sample.text).some((find) => isHit(find, sample)));
  const wrong = texts.reduce((count, text) => count + askSecretlint(text).length, 0);
  say(
    `secretlint's recommended rules on the same: recall ${share(found.length, samples.length)}, ${wrong} finds in texts without a secret; of its ${found.length} ours find ${ours.length}`,
  );
}

function isHit(find: RecognizedEntity, sample: SecretSample): boolean {
  return find.start < sample.end && find.end > sample.start;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(3);
}

function sum(tallies: ReadonlyMap<string, Tally>, read: (one: Tally) => number): number {
  return [...tallies.values()].reduce((total, one) => total + read(one), 0);
}

const FIXTURES = join(import.meta.dirname, '../fixtures/negative');

function readFixtures(): string[] {
  return readdirSync(FIXTURES)
    .filter((name) => name.startsWith('secrets-'))
    .map((name) => readFileSync(join(FIXTURES, name), 'utf8'));
}

function readRuns(): string[] {
  const folder = devData('swe-agent');
  return folder === null ? [] : readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}

const KB = 1_024;
const MB = 1_024 * KB;
const CHUNK = 4 * KB;

function reportFast(say: Say): void {
  const modules = join(import.meta.dirname, '../../node_modules');
  const prose = readSome(modules, 'README.md', 2 * MB);
  const code = readSome(join(import.meta.dirname, '../../collector'), '.ts', 2 * MB);
  const pieces = (text: string): string[] => text.match(new RegExp(`[\\s\\S]{1,${CHUNK}}`, 'g')) ?? [];
  const perKb = (text: string, find: (text: string) => unknown): number => {
    const texts = pieces(text);
    const best = Math.min(...Array.from({ length: 5 }, () => cpuMsOf(() => texts.forEach(find))));
    return (best * 1_000) / (text.length / KB);
  };
  const ours = perKb(prose, findSecrets);
  say(
    `prose (READMEs, 4 KB at a time, best of 5): ${ours.toFixed(1)} us of CPU a KB; at most 60: ${ours <= 60 ? 'met' : 'MISSED'}`,
  );
  say(
    `code: ${perKb(code, findSecrets).toFixed(1)} us a KB; secretlint's recommended rules: prose ${perKb(prose, askSecretlint).toFixed(1)}, code ${perKb(code, askSecretlint).toFixed(1)} us a KB`,
  );
  const whole = (text: string): string => text.repeat(Math.ceil((5 * MB) / text.length)).slice(0, 5 * MB);
  const base64 = Buffer.from(prose).toString('base64');
  for (const [name, text] of [
    ['prose', prose],
    ['code', code],
    ['base64', base64],
    ['one line of digits', '4111111111111111'],
  ] as const) {
    const ms = cpuMsOf(() => findSecrets(whole(text)));
    say(`5 MB of ${name}: ${ms.toFixed(0)} ms of CPU; at most 1000: ${ms <= 1_000 ? 'met' : 'MISSED'}`);
  }
  reportSlowest(say);
}

/** Every beginning of a token over and over, with what lets a pattern read on; and what the other walks look for. */
function reportSlowest(say: Say): void {
  const prefixes = SECRET_FAMILIES.flatMap(({ tokens }) => tokens.flatMap(({ prefixes: list }) => list));
  const pieces = [
    ...prefixes.flatMap((prefix) => [`${prefix}-`, `${prefix}Zk39xPq11LmN0pRsab-`, `${prefix}Zk39xPq11LmN0pRsab/`]),
    ...prefixes.map((prefix) => `${Buffer.from(`${prefix}abcdefgh`).toString('base64')} `),
    'password=',
    'password="',
    'api_key=a',
    '?key=',
    'secret: ',
    'a://b:',
    'a@',
    'Authorization: Bearer ',
    'Bearer a',
    ' -u ',
    ' --password ',
    '-----BEGIN PRIVATE KEY-----\n',
    '-----BEGIN ',
    'LS0tLS1CRUdJTi ',
    'eyJhbGciOiJIUzI1NiJ9.',
    'Q~',
    ':',
    '=',
    '\\n',
    '"',
    'key is ',
  ];
  const times = pieces
    .map((piece) => ({
      piece,
      ms: cpuMsOf(() => findSecrets(piece.repeat(Math.ceil(MB / piece.length)).slice(0, MB))),
    }))
    .sort((a, b) => b.ms - a.ms);
  const shown = times.slice(0, 4).map(({ piece, ms }) => `${JSON.stringify(piece)} ${ms.toFixed(0)} ms`);
  say(`1 MB of one piece over and over, ${pieces.length} pieces, slowest: ${shown.join(', ')}`);
}

function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function readSome(folder: string, ending: string, length: number): string {
  let text = '';
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (text.length >= length) break;
    if (entry.isFile() && entry.name.endsWith(ending))
      text += `${readFileSync(join(entry.parentPath, entry.name), 'utf8')}\n`;
  }
  return text.slice(0, length);
}
