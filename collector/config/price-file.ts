/**
 * `prices: FILE` of a store: the user's own prices, in YAML or JSON, read and checked together with the configuration. What
 * is wrong in the file is said with the file's own line and column. It is read at start; a change takes a restart.
 */
import { readFileSync, statSync } from 'node:fs';

import { z } from 'zod';

import type { OwnPrice } from '../sessions/own-prices.ts';
import { GLOB_LENGTH_MAX } from '../model/glob.ts';
import { checkSchema } from './check-schema.ts';
import { parseYaml } from './parse-yaml.ts';
import { readFailure } from './read-failure.ts';
import type { Problem } from './report.ts';

const FILE_BYTES_MAX = 1024 * 1024;
const ENTRIES_MAX = 1000;

const rate = z.number().min(0).max(1e6);

const entry = z.strictObject({
  provider: z.string().min(1).max(GLOB_LENGTH_MAX).optional(),
  input: rate,
  output: rate.optional(),
  cache_read: rate.optional(),
  cache_write: rate.optional(),
  cache_write_1h: rate.optional(),
  reasoning: rate.optional(),
  input_audio: rate.optional(),
  output_audio: rate.optional(),
});

const file = z.strictObject({
  models: z
    .record(z.string().min(1).max(GLOB_LENGTH_MAX), entry)
    .refine((models) => Object.keys(models).length <= ENTRIES_MAX, `expected at most ${ENTRIES_MAX} models`),
});

/** In the configuration a file's name; what the component gets is what stands in the file. */
export const priceFile = z
  .string()
  .min(1)
  .meta({ title: 'file' })
  .transform((name, context): readonly OwnPrice[] => {
    const read = readPriceFile(name);
    if ('prices' in read) return read.prices;
    const [first] = read.problems;
    context.addIssue({ code: 'custom', message: first?.message ?? '', params: { problems: read.problems } });
    return z.NEVER;
  });

export function readPriceFile(
  name: string,
): { readonly prices: readonly OwnPrice[] } | { readonly problems: readonly Problem[] } {
  const { root, problems } = parse(name);
  if (problems.length > 0) return { problems };
  const checked = checkSchema(file, { root, path: [], empty: 'absent' });
  if (checked.value === undefined) return { problems: checked.problems };
  return { prices: Object.entries(checked.value.models).map(([model, given]) => toOwnPrice(model, given)) };
}

function parse(name: string): Pick<ReturnType<typeof parseYaml>, 'root' | 'problems'> {
  try {
    if (statSync(name).size > FILE_BYTES_MAX) return failed(name, 'is larger than 1 MiB');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(name));
    return parseYaml({ name, text, environment: {} });
  } catch (error) {
    return failed(name, readFailure(error));
  }
}

function failed(source: string, message: string): Pick<ReturnType<typeof parseYaml>, 'root' | 'problems'> {
  const at = { source };
  return { root: { kind: 'map', at, entries: new Map() }, problems: [{ at, path: [], message }] };
}

function toOwnPrice(model: string, given: z.output<typeof entry>): OwnPrice {
  return {
    model: model.toLowerCase(),
    provider: given.provider ?? null,
    rates: {
      input: given.input,
      output: given.output ?? null,
      cacheRead: given.cache_read ?? null,
      cacheWrite: given.cache_write ?? null,
      cacheWriteHour: given.cache_write_1h ?? null,
      reasoning: given.reasoning ?? null,
      inputAudio: given.input_audio ?? null,
      outputAudio: given.output_audio ?? null,
    },
  };
}
