/** Shows what is read from each SDK: the same question as `GET /api/coverage`, to a database or to a running collector. */
import { parseArgs } from 'node:util';

import { Bus } from '../bus.ts';
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
  'token-env': { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const command: Command = {
  about: 'shows what is read from each SDK and what is missing',
  usage: 'live-trace coverage [--url URL [--token-env NAME] | --db FILE | --config FILE…] [--limit SPANS] [--json]',
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
      return askCollector({ ...readAddress(url, values['token-env'], context), params, show }, context);
    }
    if (values['token-env'] !== undefined) throw new UsageError('--token-env goes with --url');
    const config = readStoreConfig(values, context);
    if (config === undefined) return EXIT_BAD_INPUT;
    return withStore(config, context, async (store) =>
      show(
        coverage.parse(
          await getCoverage.answer(params, {
            store,
            bus: new Bus(),
            analyses: [],
            analyzer: null,
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

interface Address {
  /** Without credentials: it may be printed. */
  readonly address: URL;
  /** Of the header `authorization`; null for none. Never printed, and in no error. */
  readonly authorization: string | null;
}

/** A token is named and not given: arguments are seen by everybody on the machine and stay in a shell's history. */
function readAddress(url: string, tokenName: string | undefined, { environment }: CommandContext): Address {
  if (!URL.canParse(url)) throw new UsageError('--url is no address');
  const address = new URL(getCoverage.path, url);
  const { username, password } = address;
  address.username = '';
  address.password = '';
  const isNamed = username !== '' || password !== '';
  if (tokenName === undefined) return { address, authorization: isNamed ? toBasic(username, password) : null };
  if (isNamed) throw new UsageError('--token-env and a user in --url are two credentials');
  const token = environment[tokenName] ?? '';
  // Whatever else would be refused with the whole header in the message.
  if (!/^[!-~]+$/.test(token)) throw new UsageError(`--token-env ${tokenName}: the variable has no token`);
  return { address, authorization: `Bearer ${token}` };
}

function toBasic(username: string, password: string): string {
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw new UsageError('--url: the user or password is badly encoded');
  }
}

interface Asked extends Address {
  readonly params: ReadonlyMap<string, string>;
  readonly show: (answer: Coverage) => number;
}

async function askCollector(asked: Asked, context: CommandContext): Promise<number> {
  const { address, authorization, params, show } = asked;
  for (const [name, value] of params) address.searchParams.set(name, value);
  let body: unknown;
  try {
    const headers: Record<string, string> = authorization === null ? {} : { authorization };
    const response = await fetch(address, { headers, signal: AbortSignal.timeout(ANSWER_MAX_MS) });
    if (response.status === UNAUTHORIZED) throw new Error(authorization === null ? WANTS_CREDENTIALS : REFUSES_THEM);
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
const UNAUTHORIZED = 401;
const WANTS_CREDENTIALS =
  'wants credentials: name the variable with a token by --token-env, or write user:password@ into --url';
const REFUSES_THEM = 'does not take these credentials';

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
