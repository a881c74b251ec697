/**
 * `npm run evaluate -- NAME…`: judges an analysis on development data and on made agents, and prints. Unlike the benchmark it
 * measures how right an answer is. It fails only where it breaks; data that is not there is said to be missing.
 */
import { measureAnalysis } from './analysis-speed.ts';
import { evaluateBehaviour } from './behaviour-outliers.ts';
import { measureBehaviour } from './behaviour-speed.ts';
import { stressPersonalData } from './personal-data-hostile.ts';
import { evaluatePersonalData } from './personal-data.ts';
import { evaluateSecrets } from './secrets.ts';

const EVALUATIONS: ReadonlyMap<string, (say: (line: string) => void) => void | Promise<void>> = new Map<
  string,
  (say: (line: string) => void) => void | Promise<void>
>([
  ['analysis-speed', measureAnalysis],
  ['behaviour', evaluateBehaviour],
  ['behaviour-speed', measureBehaviour],
  ['personal-data', evaluatePersonalData],
  ['personal-data-hostile', stressPersonalData],
  ['secrets', evaluateSecrets],
]);

const names = process.argv.length > 2 ? process.argv.slice(2) : [...EVALUATIONS.keys()];
for (const name of names) {
  const evaluate = EVALUATIONS.get(name);
  if (evaluate === undefined) throw new Error(`${name}: known are ${[...EVALUATIONS.keys()].join(', ')}`);
  console.log(`${name}:`);
  await evaluate((line) => console.log(`  ${line}`));
}
