/**
 * A coding agent on a small workspace whose test really depends on the files. Version 0.14.2 reads what the error names and
 * is done; 0.15.0 lost that rule from its prompt and edits the wrong file against the same failure until it is stopped.
 */
import { readText, strings, ToolFailure, type Agent, type Tool } from '../agent.ts';
import { rotate, type DemoAgent } from '../demo-agent.ts';
import { runAgent } from '../run-agent.ts';
import { call, say, type Move, type Script } from '../script.ts';

export const repoFixer: DemoAgent = {
  name: 'repo-fixer',
  versionOf: (number) => rotate(STORIES, number).version,
  async converse(run) {
    const { version, task, script } = rotate(STORIES, run.number);
    const branch = `fix/currency-${run.random.integer(100, 999)}`;
    const conversation = run.openConversation('work', script(branch));
    conversation.messages.push({ role: 'user', content: task(branch) });
    await runAgent(run, buildAgent(version), conversation);
  },
};

const CURRENCY_TASK = (branch: string) =>
  `The currency test in billing fails on CI since this morning, locally too. Find out why and fix it on the branch ${branch}. ` +
  'Keep the change small, run the tests before you commit, and tell me in two sentences what it was.';

interface Story {
  readonly version: string;
  readonly task: (branch: string) => string;
  readonly script: (branch: string) => Script;
}

const STORIES: readonly [Story, ...Story[]] = [
  { version: '0.14.2', task: CURRENCY_TASK, script: readsTheError },
  { version: '0.15.0', task: CURRENCY_TASK, script: editsInCircles },
  {
    version: '0.15.0',
    task: (branch: string) =>
      `Invoices in yen show two decimals, which the accountants do not like. Add the rate file entry if it is missing, round by the currency's ` +
      `own number of decimals, and commit to ${branch} when the tests pass.`,
    script: addsRounding,
  },
];

const FAILING = { path: 'billing/test_currency.py' };
const FIXED_RATES = `{
  "base": "EUR",
  "as_of": "2026-03-12",
  "rates": { "USD": 1.0871, "GBP": 0.8412, "DKK": 7.4583, "SEK": 11.0264, "JPY": 161.42 }
}
`;

function readsTheError(branch: string): Script {
  return [
    call('run_tests', FAILING, 'I will run the failing test first, to see the same error as CI.'),
    call('read_file', { path: 'billing/currency.py' }),
    call('read_file', { path: 'billing/test_currency.py' }),
    call(
      'read_file',
      { path: 'billing/rates.json' },
      'The error names rates.json and not the code, so I will read that file before I change anything.',
    ),
    call('grep', { pattern: 'JPY', path: 'billing' }),
    call(
      'write_file',
      { path: 'billing/rates.json', content: FIXED_RATES },
      'The yen is in the tests and in the country table but was dropped from rates.json. I will restore it.',
    ),
    call('run_tests', FAILING),
    call('git_commit', { branch, message: 'Restore the JPY rate that the daily update dropped' }),
    say(
      `The daily update of billing/rates.json had dropped the entry for JPY, and convert() looks every currency up there, so the test failed with a ` +
        `KeyError although the code was right. I restored the rate of 12 March, all four tests pass, and the change is one line on ${branch}; you may ` +
        `want to look at the job that writes the file, because it will drop the entry again tonight.`,
    ),
  ];
}

function editsInCircles(): Script {
  const rounds = [
    'convert() indexes the table directly. I will use .get() with a default.',
    'Still a KeyError. Perhaps the code is lower case somewhere; I will normalise it.',
    'The same error. I will catch the KeyError and fall back to the base currency.',
    'The fallback is not reached. I will move the lookup into a helper function.',
    'I will load the rates at call time instead of import time, in case they are stale.',
    'Perhaps a cached module is used. I will add a version constant so that it is rebuilt.',
    'I will try the lookup with a stripped code once more.',
  ];
  const edits = rounds.flatMap((thought, round): Move[] => [
    call('write_file', { path: 'billing/currency.py', content: CURRENCY_EDITS(round) }, thought),
    call('run_tests', FAILING),
  ]);
  return [
    call('run_tests', FAILING),
    call('read_file', { path: 'billing/currency.py' }),
    ...edits,
    say('Never reached.'),
  ];
}

function addsRounding(branch: string): Script {
  return [
    {
      text: 'I will look at the code and the rates together.',
      calls: [
        { tool: 'read_file', arguments: { path: 'billing/currency.py' } },
        { tool: 'read_file', arguments: { path: 'billing/rates.json' } },
        { tool: 'grep', arguments: { pattern: 'round\\(', path: 'billing' } },
      ],
    },
    {
      text: 'JPY is missing in the rates, and rounding is fixed to two decimals in convert(). Both are small changes.',
      calls: [
        { tool: 'write_file', arguments: { path: 'billing/rates.json', content: FIXED_RATES } },
        { tool: 'write_file', arguments: { path: 'billing/currency.py', content: ROUNDING_CODE } },
      ],
    },
    call('run_tests', { path: 'billing' }),
    call('git_commit', { branch, message: "Round amounts by the currency's own decimals" }),
    say(
      `convert() rounded everything to two decimals; it now asks decimals_of(), which knows that the yen has none. The rate for JPY was missing, so I ` +
        `added the one of 12 March, and all tests in billing pass on ${branch}.`,
    ),
  ];
}

function buildAgent(version: string): Agent {
  const files = new Map(WORKSPACE);
  return {
    name: 'repo-fixer',
    version,
    description: 'Fixes failing tests and small defects in a Python repository.',
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    stepsMax: 14,
    instructions: INSTRUCTIONS.replace('{read_rule}', version === '0.14.2' ? `${READ_RULE}\n` : ''),
    tools: buildTools(files),
  };
}

const READ_RULE = '- If a test fails twice with the same error, read what the error names before you edit anything.';
const INSTRUCTIONS = `You are repo-fixer, a careful engineer who works alone in a checked-out repository through the tools you are given.

Rules:
- Reproduce first: run the test that is said to fail and look at the error yourself.
- Change as little as possible. No drive-by refactoring, no new dependency, no change of public names.
{read_rule}- Never change a test to make it pass, unless the task says that the test is wrong.
- Run the tests after every change. Commit only when they pass, with a message that says what was wrong.
- Say in one short sentence what you are about to do and why, then do it.

The repository is a billing service in Python 3.12 with pytest. Money is Decimal, never float, except for exchange rates, which come from billing/rates.json and are written by a job every night. Currency codes are ISO 4217 in upper case. The code follows PEP 8 with lines up to 100 characters, type hints everywhere, and docstrings on public functions.`;

function buildTools(files: Map<string, string>): readonly Tool[] {
  const pathOnly = strings({ path: 'Path below the root of the repository.' });
  return [
    {
      name: 'run_tests',
      description: 'Runs pytest on a file or a folder and returns its output.',
      parameters: pathOnly,
      latencyMs: 650,
      run: (args) => runTests(files, readText(args, 'path')),
    },
    {
      name: 'read_file',
      description: 'Reads a text file.',
      parameters: pathOnly,
      latencyMs: 60,
      run: (args) => readFile(files, readText(args, 'path')),
    },
    {
      name: 'grep',
      description: 'Searches files below a path for a regular expression.',
      parameters: strings({ pattern: 'Regular expression.', path: 'Where to search.' }),
      latencyMs: 80,
      run(args) {
        const pattern = new RegExp(readText(args, 'pattern'));
        const hits = [...files].flatMap(([path, text]) =>
          text
            .split('\n')
            .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
        );
        return hits.length === 0 ? 'no match' : hits.join('\n');
      },
    },
    {
      name: 'write_file',
      description: 'Replaces the whole content of a file.',
      parameters: strings({ path: 'Path below the root.', content: 'The new content.' }),
      latencyMs: 70,
      run(args) {
        files.set(readText(args, 'path'), readText(args, 'content'));
        return `wrote ${readText(args, 'content').split('\n').length} lines to ${readText(args, 'path')}`;
      },
    },
    {
      name: 'git_commit',
      description: 'Commits all changes to a branch.',
      parameters: strings({ branch: 'Branch name.', message: 'Commit message.' }),
      latencyMs: 120,
      run: (args) => `[${readText(args, 'branch')} 4c1d9e2] ${readText(args, 'message')}\n 1 file changed`,
    },
  ];
}

function readFile(files: ReadonlyMap<string, string>, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new ToolFailure('FileNotFoundError', `no such file: ${path}`);
  return text;
}

/** The test asks for yen, so it passes exactly when the rates have them. */
function runTests(files: ReadonlyMap<string, string>, path: string): string {
  if (files.get('billing/rates.json')?.includes('"JPY"') === true) {
    return `collected 4 items\n\n${path} ....                                    [100%]\n\n4 passed in 0.21s`;
  }
  return `collected 4 items

${path} ..F.                                    [100%]

================================ FAILURES =================================
____________________________ test_converts_to_yen _________________________

    def test_converts_to_yen():
>       assert convert(Decimal("50.00"), "JPY") == Decimal("8071")

billing/test_currency.py:19:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _

billing/rates.py:23: in rate_of
    raise KeyError(f"{code!r} is not in {RATES_FILE.name}")
E   KeyError: "'JPY' is not in rates.json"

========================= short test summary info =========================
FAILED billing/test_currency.py::test_converts_to_yen - KeyError: "'JPY' is not in rates.json"
1 failed, 3 passed in 0.24s`;
}

const CURRENCY_CODE = `"""Conversion between the currencies we invoice in."""

from decimal import ROUND_HALF_UP, Decimal

from billing.rates import rate_of

CENT = Decimal("0.01")


def convert(amount: Decimal, code: str) -> Decimal:
    """Converts an amount in EUR into the currency with this code."""
    rate = Decimal(str(rate_of(code)))
    return (amount * rate).quantize(CENT, rounding=ROUND_HALF_UP)
`;

const CURRENCY_EDITS = (round: number) =>
  CURRENCY_CODE.replace(
    'rate_of(code)',
    ['rate_of(code) or 1', 'rate_of(code.upper())', 'lookup(code)'][round % 3] ?? 'rate_of(code)',
  );

const ROUNDING_CODE = `"""Conversion between the currencies we invoice in."""

from decimal import ROUND_HALF_UP, Decimal

from billing.rates import rate_of

WITHOUT_DECIMALS = frozenset({"JPY", "KRW", "ISK"})


def decimals_of(code: str) -> int:
    """How many decimals amounts in this currency have."""
    return 0 if code in WITHOUT_DECIMALS else 2


def convert(amount: Decimal, code: str) -> Decimal:
    """Converts an amount in EUR into the currency with this code."""
    rate = Decimal(str(rate_of(code)))
    step = Decimal(1).scaleb(-decimals_of(code))
    return (amount * rate).quantize(step, rounding=ROUND_HALF_UP)
`;

const WORKSPACE: readonly (readonly [string, string])[] = [
  ['billing/currency.py', CURRENCY_CODE],
  [
    'billing/rates.py',
    `"""Exchange rates, written every night by jobs/update_rates.py."""

import json
from functools import cache
from pathlib import Path

RATES_FILE = Path(__file__).with_name("rates.json")


@cache
def _rates() -> dict[str, float]:
    return json.loads(RATES_FILE.read_text())["rates"]


def rate_of(code: str) -> float:
    """The rate of a currency against EUR."""
    if code == "EUR":
        return 1.0
    try:
        return _rates()[code]
    except KeyError:
        raise KeyError(f"{code!r} is not in {RATES_FILE.name}") from None
`,
  ],
  ['billing/rates.json', FIXED_RATES.replace(', "JPY": 161.42', '')],
  [
    'billing/test_currency.py',
    `from decimal import Decimal

import pytest

from billing.currency import convert


def test_keeps_euros():
    assert convert(Decimal("10.00"), "EUR") == Decimal("10.00")


def test_converts_to_dollars():
    assert convert(Decimal("10.00"), "USD") == Decimal("10.87")


def test_converts_to_yen():
    assert convert(Decimal("50.00"), "JPY") == Decimal("8071")


def test_refuses_what_it_does_not_know():
    with pytest.raises(KeyError):
        convert(Decimal("10.00"), "XXX")
`,
  ],
];
