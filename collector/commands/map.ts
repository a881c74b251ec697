/**
 * Shows what the spans of a file are read as, without and with the configured mapping, and which of their attributes nobody
 * reads. Opens no store: a mapping is tried before it is used.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { typeOf } from '../config/grammar.ts';
import type { CheckedConfig } from '../config/load.ts';
import { decodeTraces } from '../otlp/decode-traces.ts';
import { contentKeys } from '../vocabularies/content-keys.ts';
import { compareReadings, type ReadingComparison } from '../vocabularies/compare-readings.ts';
import type { MappingRule } from '../vocabularies/mapping-rule.ts';
import { buildOwnVocabulary } from '../vocabularies/own-vocabulary.ts';
import type { OwnVocabulary } from '../vocabularies/vocabulary.ts';
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_OK, UsageError, type Command, type CommandContext } from './command.ts';
import { explain } from './explain.ts';
import { CONFIG_OPTIONS, readConfig } from './read-config.ts';
import { splitRequests } from './split-requests.ts';

/** More is no longer read by a person; `--json` has all. */
const SPANS_SHOWN = 50;

export const command: Command = {
  about: "shows what each span of a file is read as, without and with the configuration's mapping",
  usage: 'live-trace map --try FILE [--config FILE]… [--set key.path=value]… [--json]',
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: { ...CONFIG_OPTIONS, try: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    if (values.try === undefined) throw new UsageError('--try names the file with spans');
    const config = readConfig(values, context);
    if (config === undefined) return EXIT_BAD_INPUT;
    const own = buildOwnVocabulary(mappingOf(config));
    const read = await readSpans(values.try, own, context);
    if (read === null) return EXIT_BAD_INPUT;
    if (values.json) context.print(JSON.stringify(read.comparisons, null, 2));
    else printAll(read.comparisons, own, context);
    return read.rejected > 0 ? EXIT_FAILED : EXIT_OK;
  },
};

/** Of the store that the configuration uses. */
function mappingOf(config: CheckedConfig): readonly MappingRule[] {
  const id = config.service.extensions.find((extension) => typeOf(extension).endsWith('_store'));
  const store = config.components.find((component) => component.kind === 'extension' && component.id === id);
  return mappingIn(store?.config);
}

/** Every store's configuration has it, in one grammar. */
function mappingIn(config: unknown): readonly MappingRule[] {
  return hasMapping(config) ? (config.mapping ?? []) : [];
}

function hasMapping(config: unknown): config is { readonly mapping?: readonly MappingRule[] } {
  return typeof config === 'object' && config !== null && 'mapping' in config;
}

interface ReadSpans {
  readonly comparisons: readonly ReadingComparison[];
  readonly rejected: number;
}

async function readSpans(file: string, own: OwnVocabulary | null, context: CommandContext): Promise<ReadSpans | null> {
  try {
    const requests = splitRequests(await readFile(file), {
      isProto: /\.(?:binpb|pb|bin)$/.test(file),
      protoSignal: 'traces',
    });
    const comparisons: ReadingComparison[] = [];
    let rejected = 0;
    for (const { signal, bytes, encoding, place } of requests) {
      if (signal !== 'traces') continue;
      const { scopes, rejections } = decodeTraces(bytes, encoding, contentKeys);
      for (const { count, reason } of rejections) {
        rejected += count;
        context.complain(`${file}${place}: ${count} rejected: ${explain(reason)}`);
      }
      for (const { resource, scope, spans } of scopes) {
        for (const span of spans) comparisons.push(compareReadings({ span, scope, resource }, own));
      }
    }
    if (comparisons.length === 0) throw new Error('has no spans');
    return { comparisons, rejected };
  } catch (error) {
    context.complain(`${file}: ${explain(error)}`);
    return null;
  }
}

function printAll(comparisons: readonly ReadingComparison[], own: OwnVocabulary | null, context: CommandContext): void {
  if (own === null) context.complain('the configuration has no mapping; this is what is built in');
  for (const comparison of comparisons.slice(0, SPANS_SHOWN)) {
    const { span, scope, trace_id, span_id, unmapped, foreign } = comparison;
    context.print(
      `${explain(JSON.stringify(span))} of ${explain(JSON.stringify(scope))} (trace ${trace_id}, span ${span_id})`,
    );
    const rows = toRows(comparison);
    const width = Math.max(0, ...rows.map(([field]) => field.length));
    for (const [field, text] of rows) context.print(`  ${field.padEnd(width)}  ${text}`);
    if (unmapped.length > 0) context.print(`  not read: ${unmapped.map(explain).join(', ')}`);
    if (foreign.length > 0) context.print(`  of no known vocabulary: ${foreign.map(explain).join(', ')}`);
    context.print('');
  }
  const more = comparisons.length - SPANS_SHOWN;
  if (more > 0) context.print(`${more} more spans: --json shows all`);
  const changed = comparisons.filter((one) => toRows(one).some(([, , isChanged]) => isChanged)).length;
  context.print(`${comparisons.length} spans; the mapping changes what is read of ${changed}`);
}

type Row = readonly [field: string, text: string, isChanged: boolean];

function toRows({ before, after }: ReadingComparison): readonly Row[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((field) => {
    const [was, is] = [say(before[field]), say(after[field])];
    return [field, was === is ? is : `${was} → ${is}`, was !== is];
  });
}

function say(value: unknown): string {
  if (value === undefined) return '-';
  return explain(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, TEXT_SHOWN);
}

const TEXT_SHOWN = 120;
