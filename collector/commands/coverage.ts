/** Shows what is read from each SDK: the same question as `GET /api/coverage`, to a database or to a running collector. */
import { parseArgs } from 'node:util';

import { systemClock } from '../clock.ts';
import { getCoverage } from '../operations/get-coverage.ts';
import { coverage, type Coverage, type ScopeCoverage } from '../operations/schemas.ts';
import { Counters } from '../telemetry.ts';
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_OK, UsageError, type Command, type CommandContext } from './command.ts';
import { explain } from './explain.ts';
import { withStore } from './open-store.ts';
import { readStoreConfig, STORE_OPTIONS } from './read-config.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  url: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const command: Command = {
  about: 'shows what is read from each SDK and what is missing',
  usage: 'live-trace coverage [--url URL | --db FILE | --config FILE…] [--limit SPANS] [--json]',
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options: OPTIONS });
    const { url, limit, json } = values;
    const params = new Map(limit === undefined ? [] : [['limit', limit]]);
    const show = (answer: Coverage): number => {
      if (json) context.print(JSON.stringify(answer, null, 2));
      else printTable(answer, context);
      return answer.spans_looked_at === 0 ? EXIT_FAILED : EXIT_OK;
    };
    if (url !== undefined) {
      if (values.db !== undefined || values.config !== undefined)
        throw new UsageError('--url and a store are two places');
      return askCollector({ url, params, show }, context);
    }
    const config = readStoreConfig(values, context);
    if (config === undefined) return EXIT_BAD_INPUT;
    return withStore(config, context, async (store) =>
      show(
        coverage.parse(
          await getCoverage.answer(params, {
            store,
            clock: systemClock,
            version: context.version,
            counters: new Counters(),
            refreshIntervalMs: 0,
            componentStates: () => [],
            ready: () => true,
          }),
        ),
      ),
    );
  },
};

interface Asked {
  readonly url: string;
  readonly params: ReadonlyMap<string, string>;
  readonly show: (answer: Coverage) => number;
}

async function askCollector({ url, params, show }: Asked, context: CommandContext): Promise<number> {
  if (!URL.canParse(url)) throw new UsageError(`--url ${url}: is no address`);
  const address = new URL(getCoverage.path, url);
  for (const [name, value] of params) address.searchParams.set(name, value);
  let body: unknown;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MAX_MS) });
    if (!response.ok) throw new Error(`answered ${response.status}: ${await response.text()}`);
    body = await response.json();
  } catch (error) {
    context.complain(`${address.origin}: ${explain(error)}`);
    return EXIT_FAILED;
  }
  const parsed = coverage.safeParse(body);
  if (parsed.success) return show(parsed.data);
  context.complain(`${address.origin}: answers something else than a collector of this version`);
  return EXIT_FAILED;
}

const ANSWER_MAX_MS = 60_000;

const COLUMNS = [
  'SDK',
  'service',
  'spans',
  'read as',
  'calls',
  'tools',
  'no content',
  'no usage',
  'no price',
  'no session',
  'dropped',
];
const KEYS_SHOWN = 12;

function printTable(answer: Coverage, context: CommandContext): void {
  const { scopes, spans_looked_at: looked, spans_stored: stored } = answer;
  const rows = [COLUMNS, ...scopes.map(toRow)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column < 2 || column === 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    context.print(cells.join('  ').trimEnd());
  }
  for (const scope of scopes) printKeys(scope, context);
  context.print('');
  context.print(`the newest ${looked} of ${stored} spans`);
}

function toRow(scope: ScopeCoverage): string[] {
  const numbers = [scope.without_content, scope.without_usage, scope.without_price, scope.without_session_id];
  return [
    nameOf(scope),
    `${explain(scope.service ?? '-')}${scope.sdk_language === null ? '' : ` (${explain(scope.sdk_language)})`}`,
    String(scope.spans),
    scope.vocabularies.map(({ name }) => name).join(' '),
    String(scope.model_calls),
    String(scope.tool_calls),
    ...numbers.map((number) => (number === 0 ? '-' : String(number))),
    scope.dropped_attributes.attributes === 0 ? '-' : String(scope.dropped_attributes.attributes),
  ];
}

function printKeys(scope: ScopeCoverage, context: CommandContext): void {
  const lists = [
    ['not read', scope.unmapped_keys.map(({ key, spans }) => `${explain(key)} ×${spans}`)],
    ['of no known vocabulary', scope.foreign_keys.map(({ key, spans }) => `${explain(key)} ×${spans}`)],
    ['without price', scope.unpriced_models.map(({ model, calls }) => `${explain(model) || '(no model)'} ×${calls}`)],
  ] as const;
  if (lists.every(([, names]) => names.length === 0)) return;
  context.print('');
  context.print(nameOf(scope));
  for (const [title, names] of lists) {
    if (names.length === 0) continue;
    const more = names.length - KEYS_SHOWN;
    context.print(
      `  ${title}: ${names.slice(0, KEYS_SHOWN).join(', ')}${more > 0 ? `, and ${more} more (--json)` : ''}`,
    );
  }
}

function nameOf({ scope, version }: ScopeCoverage): string {
  return explain(`${scope === '' ? '(no scope)' : scope} ${version}`).trim();
}
