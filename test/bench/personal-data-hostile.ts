/**
 * What a sender who wants to stop the scan can do: a million random texts, and texts made to be slow, at one, two, four and
 * eight times their length. Times are printed and judge nothing.
 */
import { recognizers } from '../../processors/pii/recognizers/index.ts';
import { createScanner } from '../../processors/pii/scan.ts';
import { seedRandom } from '../../processors/behavioral/random-numbers.ts';
import { HOSTILE_TEXTS, makeRandomText } from '../support/hostile-texts.ts';

const RANDOM_TEXTS = 1_000_000;
const RANDOM_PIECES_MAX = 40;
const LENGTHS = [0.625, 1.25, 2.5, 5].map((megabytes) => megabytes * 1e6);

export function stressPersonalData(say: (line: string) => void): void {
  const scan = createScanner(recognizers);
  const times = HOSTILE_TEXTS.map(({ name, unit }) => {
    const took = LENGTHS.map((length) => {
      const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      const started = process.cpuUsage();
      const { entities } = scan(text);
      const { user, system } = process.cpuUsage(started);
      return { ms: (user + system) / 1000, entities: entities.length };
    });
    const last = took.at(-1) ?? { ms: 0, entities: 0 };
    say(
      `${name.padEnd(26)} ${took.map(({ ms }) => ms.toFixed(0).padStart(6)).join('')} ms for 0.6, 1.2, 2.5 and 5 MB; ${last.entities} finds`,
    );
    return { name, ms: last.ms };
  });
  const slowest = times.toSorted((a, b) => b.ms - a.ms)[0];
  say(`slowest 5 MB: ${slowest?.name}, ${slowest?.ms.toFixed(0)} ms of processor time`);
  stressRandomly(scan, `${performance.timeOrigin}`, say);
}

function stressRandomly(scan: ReturnType<typeof createScanner>, seed: string, say: (line: string) => void): void {
  const random = seedRandom(seed);
  // Loads the lists of names and the telephone plans, which is no matter of the text.
  scan('Karen Miller, +44 20 7946 1234');
  const started = performance.now();
  let [longest, characters, found] = [0, 0, 0];
  for (let count = 0; count < RANDOM_TEXTS; count++) {
    const text = makeRandomText(random, RANDOM_PIECES_MAX);
    const before = process.cpuUsage();
    found += scan(text).entities.length;
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    characters += text.length;
  }
  const seconds = (performance.now() - started) / 1000;
  say(
    `${RANDOM_TEXTS} random texts of seed ${seed}: ${characters} characters, ${found} finds, ${seconds.toFixed(0)} s, the longest ${longest.toFixed(1)} ms of processor time`,
  );
}
