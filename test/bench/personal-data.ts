/**
 * How well and how fast personal data is found: precision, recall and F1 by type on labelled sentences, what is reported in
 * texts that hold none, and microseconds per KB. A find counts when it overlaps a label of its own type.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DEFAULT_PII_CONFIG } from '../../processors/pii/config.ts';
import { recognizers } from '../../processors/pii/recognizers/index.ts';
import type { RecognizedEntity } from '../../processors/pii/recognizer.ts';
import { createScanner, type ScanOne } from '../../processors/pii/scan.ts';
import { LABELLED_TEXTS, readLabelledTexts, type Label, type LabelledText } from '../support/labelled-texts.ts';

export const STRUCTURED = ['CREDIT_CARD', 'IBAN_CODE', 'EMAIL_ADDRESS', 'US_SSN', 'IP_ADDRESS', 'PHONE_NUMBER'];
const JUDGED = [...STRUCTURED, 'PERSON', 'LOCATION', 'STREET_ADDRESS', 'URL', 'US_DRIVER_LICENSE'];
export const NEGATIVES = join(import.meta.dirname, '../fixtures/negative');

export interface Counts {
  right: number;
  wrong: number;
  missed: number;
}

export function evaluatePersonalData(say: (line: string) => void): void {
  const scan = createScanner(recognizers);
  if (LABELLED_TEXTS === null) say('labelled sentences: no development data');
  else reportLabelled(scan, readLabelledTexts(LABELLED_TEXTS), say);
  reportNegatives(scan, say);
  reportSpeed(say);
}

function reportLabelled(scan: ScanOne, texts: readonly LabelledText[], say: (line: string) => void): void {
  const halves = [
    texts.filter(({ template }) => template % 2 === 0),
    texts.filter(({ template }) => template % 2 === 1),
  ];
  say(
    `${texts.length} labelled sentences; a find counts when it overlaps a label of its type; templates with an odd number were held out`,
  );
  say('type                        all: precision recall F1       even templates F1   odd templates F1');
  const [all, even, odd] = [texts, ...halves].map((some) => judge(scan, some));
  for (const [title, types] of [
    ...JUDGED.map((type) => [type, [type]] as const),
    ['structured (micro)', STRUCTURED] as const,
  ]) {
    const [whole, seen, heldOut] = [all, even, odd].map((counts) => rate(sum(counts, types)));
    say(`${title.padEnd(26)} ${whole?.text.padEnd(30)} ${seen?.f1.padEnd(19)} ${heldOut?.f1}`);
  }
  // Web addresses are below the default threshold, since agents read them all the time.
  const urls = judge(createScanner(recognizers, { ...DEFAULT_PII_CONFIG, entity_thresholds: { URL: 0.4 } }), texts);
  say(`${'URL from 0.4'.padEnd(26)} ${rate(sum(urls, ['URL'])).text}`);
}

/** @returns counts by type. */
export function judge(scan: ScanOne, texts: readonly LabelledText[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>(JUDGED.map((type) => [type, { right: 0, wrong: 0, missed: 0 }]));
  for (const { text, labels } of texts) {
    const { entities } = scan(text);
    for (const entity of entities) {
      const one = counts.get(entity.entity_type);
      if (one === undefined) continue;
      if (labels.some((label) => label.entity === entity.entity_type && overlaps(label, entity))) continue;
      // A city within an address is labelled as the address.
      if (
        entity.entity_type === 'LOCATION' &&
        labels.some((label) => label.entity === 'STREET_ADDRESS' && overlaps(label, entity))
      )
        continue;
      one.wrong++;
    }
    for (const label of labels) {
      const one = counts.get(label.entity);
      if (one === undefined) continue;
      if (entities.some((entity) => entity.entity_type === label.entity && overlaps(label, entity))) one.right++;
      else one.missed++;
    }
  }
  return counts;
}

function overlaps(label: Label, entity: RecognizedEntity): boolean {
  return label.start < entity.end && entity.start < label.end;
}

export function sum(counts: ReadonlyMap<string, Counts> | undefined, types: readonly string[]): Counts {
  const total = { right: 0, wrong: 0, missed: 0 };
  for (const type of types) {
    const { right = 0, wrong = 0, missed = 0 } = counts?.get(type) ?? {};
    total.right += right;
    total.wrong += wrong;
    total.missed += missed;
  }
  return total;
}

export function rate({ right, wrong, missed }: Counts): {
  readonly text: string;
  readonly f1: string;
  readonly score: number;
} {
  const precision = right / (right + wrong || 1);
  const recall = right / (right + missed || 1);
  const score = (2 * precision * recall) / (precision + recall || 1);
  return {
    text: `${precision.toFixed(3)} ${recall.toFixed(3)} ${score.toFixed(3)} (${right}+${missed}, ${wrong} wrong)`,
    f1: right + missed === 0 ? '-' : score.toFixed(3),
    score,
  };
}

function reportNegatives(scan: ScanOne, say: (line: string) => void): void {
  for (const { name, text } of readNegatives()) {
    const { entities } = scan(text);
    const told = entities.map(
      ({ entity_type, start, end, score }) => `${entity_type} ${score} ${JSON.stringify(text.slice(start, end))}`,
    );
    say(
      `negative ${name}: ${entities.length} reported in ${text.length} characters${told
        .slice(0, 8)
        .map((one) => `\n    ${one}`)
        .join('')}`,
    );
  }
}

export function readNegatives(): { readonly name: string; readonly text: string }[] {
  return readdirSync(NEGATIVES)
    .filter((name) => !name.endsWith('.md'))
    .map((name) => ({ name, text: readFileSync(join(NEGATIVES, name), 'utf8') }));
}

const ROUNDS = 50;

/** The text a scan gets most of: the project's own documents, which are prose with code in it. */
function reportSpeed(say: (line: string) => void): void {
  const root = join(import.meta.dirname, '../..');
  const prose = ['README.md', 'ARCHITECTURE.md', 'processors/behavioral/README.md']
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  say(
    `prose, ${kilobytes(prose)} KB: ${measure(createScanner(recognizers), prose).toFixed(1)} us/KB, all recognizers, processor time of the best of ${ROUNDS} rounds`,
  );
  if (LABELLED_TEXTS !== null) {
    const texts = readLabelledTexts(LABELLED_TEXTS).map(({ text }) => text);
    const dense = texts.join('\n');
    say(
      `labelled sentences in one, ${kilobytes(dense)} KB: ${measure(createScanner(recognizers), dense).toFixed(1)} us/KB`,
    );
    const scan = createScanner(recognizers);
    const alone = measure(() => texts.map(scan).at(-1) ?? scan(''), dense);
    const micros = (alone * dense.length) / 1024 / texts.length;
    say(`labelled sentences one by one: ${alone.toFixed(1)} us/KB, ${micros.toFixed(1)} us each`);
  }
  const nothing = measure(createScanner([]), prose);
  const each = recognizers
    .map((one) => [one.name, measure(createScanner([one]), prose, 10) - nothing] as const)
    .sort((a, b) => b[1] - a[1]);
  say(
    `by recognizer alone, us/KB of prose: ${each
      .slice(0, 10)
      .map(([name, cost]) => `${name} ${cost.toFixed(1)}`)
      .join(', ')}`,
  );
  const large = prose.repeat(Math.ceil(5_000_000 / prose.length)).slice(0, 5_000_000);
  say(`5 MB of prose: ${((measure(createScanner(recognizers), large, 1) * 5_000_000) / 1024 / 1000).toFixed(0)} ms`);
}

function kilobytes(text: string): string {
  return (text.length / 1024).toFixed(0);
}

/** @returns microseconds of processor time per KB in the best round: what else runs on the machine only ever adds. */
function measure(scan: ScanOne, text: string, rounds = ROUNDS): number {
  const times = Array.from({ length: rounds + 1 }, () => {
    const started = process.cpuUsage();
    scan(text);
    const { user, system } = process.cpuUsage(started);
    return user + system;
  });
  // The first round compiles.
  return Math.min(...times.slice(1)) / (text.length / 1024);
}
