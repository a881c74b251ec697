/**
 * A nightly job that fails as jobs do: the provider refuses with 429 and recovers, a bank's door times out, the provider is
 * down with 500 until the agent gives up. Failed calls are error spans with an exception; only the last kind fails the agent.
 */
import { readText, strings, ToolFailure, type Agent, type Tool } from '../agent.ts';
import { rotate, type DemoAgent } from '../demo-agent.ts';
import { ProviderError } from '../model-client.ts';
import type { Random } from '../random.ts';
import { runAgent } from '../run-agent.ts';
import { call, say, type Fault, type Script } from '../script.ts';

const VERSION = '1.8.2';

export const ledgerSync: DemoAgent = {
  name: 'ledger-sync',
  versionOf: () => VERSION,
  async converse(run) {
    const books = drawBooks(run.random);
    const script = rotate([rateLimited, bankTimesOut, providerDown], run.number)(books);
    const conversation = run.openConversation('night', script);
    conversation.messages.push({
      role: 'user',
      content:
        `Reconcile the account ${books.account} for ${books.day}: compare the bank statement with our ledger, explain every difference, ` +
        'post what is clear and leave the rest to a person with a note that can be understood without opening the bank.',
    });
    try {
      await runAgent(run, buildAgent(books), conversation);
    } catch (error) {
      // A job that could not reach its model ends here; the next night tries again.
      if (!(error instanceof ProviderError)) throw error;
    }
  },
};

interface Books {
  readonly account: string;
  readonly day: string;
  readonly fee: string;
  readonly payment: string;
  readonly payer: string;
}

function drawBooks(random: Random): Books {
  return {
    account: `ops-${random.pick('eur', 'dkk', 'gbp')}-${random.integer(1, 4)}`,
    day: `2026-03-${random.integer(10, 13)}`,
    fee: random.money(4, 19),
    payment: random.money(800, 4200),
    payer: random.pick('Kestrel Cycles', 'Bramble and Sons', 'Atelier Nove', 'Harbour Print'),
  };
}

const TOO_MANY: Fault = {
  status: 429,
  type: 'rate_limit_exceeded',
  message: 'Rate limit reached for gpt-4.1-mini: limit 200000 tokens per minute, used 198114, requested 3127.',
  retryAfterSeconds: 1,
};
const SERVER_ERROR: Fault = {
  status: 500,
  type: 'server_error',
  message: 'The server had an error while processing your request. Sorry about that.',
};
const OVERLOADED: Fault = { status: 503, type: 'service_unavailable', message: 'The engine is currently overloaded.' };

function rateLimited(books: Books): Script {
  return [
    { calls: [read(books, 'read_statement'), read(books, 'read_ledger')], faults: [TOO_MANY] },
    {
      text: 'The statement has two lines more than the ledger: a fee and a customer payment without a reference.',
      calls: [
        {
          tool: 'post_entry',
          arguments: { account: books.account, amount: `-${books.fee}`, text: 'Bank fee, monthly' },
        },
        { tool: 'find_invoice', arguments: { amount: books.payment, customer: books.payer } },
      ],
      faults: [TOO_MANY, TOO_MANY],
    },
    call('post_entry', {
      account: books.account,
      amount: books.payment,
      text: `Payment of ${books.payer}, invoice 26-0318`,
    }),
    say(
      `The account ${books.account} is reconciled for ${books.day}. Two lines were missing in the ledger and both are posted: the monthly fee of ` +
        `${books.fee}, and ${books.payment} from ${books.payer}, which came without a reference but matches the open invoice 26-0318 to the cent ` +
        `and is the only open invoice of that customer. Opening balance, closing balance and the number of lines agree now; nothing is left to a person.`,
    ),
  ];
}

function bankTimesOut(books: Books): Script {
  return [
    { calls: [read(books, 'read_statement'), read(books, 'read_ledger')] },
    call(
      'read_statement_archive',
      { account: books.account, day: books.day },
      'The bank lists a line without its text. I will look into the archive.',
    ),
    call('read_statement_archive', { account: books.account, day: books.day }),
    call('post_entry', { account: books.account, amount: `-${books.fee}`, text: 'Bank fee, monthly' }),
    call('leave_note', {
      account: books.account,
      text: `${books.payment} came in on ${books.day} without payer and reference. The bank's archive did not answer twice within 30 s. Please look up the payer before posting.`,
    }),
    say(
      `One of two differences is settled: the fee of ${books.fee} is posted. The other, ${books.payment} received on ${books.day}, is left to a person, ` +
        `because the statement does not name the payer and the bank's archive timed out on both attempts, so I could not check it. ` +
        `I left a note on the account with what is known. The balance differs by exactly that amount until it is posted.`,
    ),
  ];
}

function providerDown(books: Books): Script {
  return [
    { calls: [read(books, 'read_statement'), read(books, 'read_ledger')], faults: [SERVER_ERROR] },
    { text: 'Never heard.', faults: [SERVER_ERROR, OVERLOADED, SERVER_ERROR] },
  ];
}

function read(books: Books, tool: string): { tool: string; arguments: { account: string; day: string } } {
  return { tool, arguments: { account: books.account, day: books.day } };
}

function buildAgent(books: Books): Agent {
  return {
    name: 'ledger-sync',
    version: VERSION,
    description: 'Reconciles bank accounts with the ledger every night.',
    provider: 'openai',
    model: 'gpt-4.1-mini',
    stepsMax: 8,
    instructions: `You reconcile one bank account with the ledger for one day. You have no one to ask; a person reads your note in the morning.

Work in this order: read the statement and the ledger, list the lines that only one of them has, explain each, post what is certain, leave a note for what is not. Certain means that amount, day and counterparty agree, or that the text names the contract. Never post an estimate. Never move money: you write entries, nothing else. When a tool fails, try it once more and then say in the note that it failed; do not fill the gap from what is likely.

Close with a summary of at most 120 words: what was missing, what you did, what is open, and whether the balances agree.`,
    tools: buildTools(books),
  };
}

const accountAndDay = strings({ account: 'Short name of the account.', day: 'ISO date.' });

function buildTools(books: Books): readonly Tool[] {
  const lines = [
    { value_date: books.day, amount: '-1250.00', text: 'Rent workshop March' },
    { value_date: books.day, amount: '319.90', text: 'Card settlement 12 March' },
    { value_date: books.day, amount: '-86.40', text: 'Nordpost parcel account' },
  ];
  return [
    {
      name: 'read_statement',
      description: "Reads the bank's lines of one day.",
      parameters: accountAndDay,
      latencyMs: 620,
      run: () =>
        JSON.stringify({
          account: books.account,
          lines: [
            ...lines,
            { value_date: books.day, amount: `-${books.fee}`, text: 'Account fee' },
            { value_date: books.day, amount: books.payment, text: null },
          ],
        }),
    },
    {
      name: 'read_ledger',
      description: "Reads the ledger's entries of one day.",
      parameters: accountAndDay,
      latencyMs: 180,
      run: () => JSON.stringify({ account: books.account, entries: lines }),
    },
    {
      name: 'read_statement_archive',
      description: 'Reads the full text of statement lines from the archive of the bank. Slow.',
      parameters: accountAndDay,
      latencyMs: 1500,
      run() {
        throw new ToolFailure('TimeoutError', 'https://archive.bank.example/v2/lines did not answer within 30 s');
      },
    },
    {
      name: 'find_invoice',
      description: 'Finds open invoices by amount and customer.',
      parameters: strings({ amount: 'Two decimals.', customer: 'Name, as far as known.' }),
      latencyMs: 240,
      run: (args) =>
        JSON.stringify([
          { invoice: '26-0318', customer: books.payer, open: readText(args, 'amount'), due: '2026-03-20' },
        ]),
    },
    {
      name: 'post_entry',
      description: 'Writes one entry into the ledger.',
      parameters: strings({ account: 'Short name.', amount: 'Signed, two decimals.', text: 'What it is for.' }),
      latencyMs: 150,
      run: (args) => JSON.stringify({ posted: true, amount: readText(args, 'amount'), text: readText(args, 'text') }),
    },
    {
      name: 'leave_note',
      description: 'Leaves a note for the people who keep the books.',
      parameters: strings({ account: 'Short name.', text: 'The note.' }),
      latencyMs: 90,
      run: () => JSON.stringify({ noted: true, seen_by: 'bookkeeping' }),
    },
  ];
}
