/** Writes stored sessions as OTLP, to standard output or a file: what `import` and any collector read again. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

import { systemClock } from '../clock.ts';
import { duration } from '../config/duration.ts';
import { encodeTraces } from '../otlp/encode-traces.ts';
import { spansToJson } from '../otlp/spans-to-json.ts';
import type { Store, StoredSpan } from '../store.ts';
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_OK, UsageError, type Command } from './command.ts';
import { withStore } from './open-store.ts';
import { STORE_OPTIONS, readStoreConfig } from './read-config.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  session: { type: 'string', multiple: true },
  since: { type: 'string' },
  format: { type: 'string', default: 'jsonl' },
  output: { type: 'string' },
} as const;

type Page = readonly StoredSpan[];

/** How pages of spans become text or bytes. */
const FORMATS = new Map<string, (pages: AsyncIterable<Page>) => AsyncGenerator<string | Uint8Array>>([
  ['jsonl', writeLines],
  ['otlp-json', writeDocument],
  ['otlp-proto', writeProto],
]);

export const command: Command = {
  about:
    'writes sessions as OTLP: jsonl (a request a line), otlp-json (one request) or otlp-proto (the bytes as received)',
  usage:
    'live-trace export --session ID… | --since TIME|DURATION [--format jsonl|otlp-json|otlp-proto] [--output FILE] [--db FILE | --config FILE…]',
  async run(context) {
    const { values } = parseArgs({ args: [...context.args], options: OPTIONS });
    const { session: sessionIds = [], since, format } = values;
    const write = FORMATS.get(format);
    if (write === undefined) throw new UsageError(`--format ${format}: known are ${[...FORMATS.keys()].join(', ')}`);
    if (sessionIds.length > 0 === (since !== undefined)) throw new UsageError('export needs --session or --since');
    const sinceMs = since === undefined ? 0 : readTimeMs(since);
    const config = readStoreConfig(values, context);
    if (config === undefined) return EXIT_BAD_INPUT;
    return withStore(config, context, async (store) => {
      let missing = 0;
      const found = since === undefined ? sessionIds : await listSince(store, sinceMs);
      async function* pages(): AsyncGenerator<Page> {
        for (const id of found) {
          let spans = 0;
          for await (const page of store.readStoredSpans(id)) {
            spans += page.length;
            yield page;
          }
          if (spans > 0) continue;
          missing += 1;
          context.complain(`no session ${JSON.stringify(id)}`);
        }
      }
      const to = values.output === undefined ? process.stdout : createWriteStream(values.output, { mode: 0o600 });
      await pipeline(write(pages()), to, { end: values.output !== undefined });
      return missing > 0 ? EXIT_FAILED : EXIT_OK;
    });
  },
};

/** `2026-03-01T12:00:00Z`, or how long ago: `90m`, `7d`. */
function readTimeMs(text: string): number {
  const timeMs = Date.parse(text);
  if (/^\d{4}-/.test(text) && !Number.isNaN(timeMs)) return timeMs;
  const ago = duration.safeParse(text);
  if (!ago.success) throw new UsageError(`--since ${text}: neither an ISO 8601 time nor a duration like 90m or 7d`);
  return systemClock.nowMs() - ago.data;
}

/** Sessions with activity since then, oldest first. */
async function listSince(store: Store, sinceMs: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let offset = 0; ; offset += PAGE_SESSIONS) {
    const { sessions } = await store.listSessions({ sort: 'last_activity', limit: PAGE_SESSIONS, offset });
    const recent = sessions.filter(({ lastActivityMs }) => lastActivityMs >= sinceMs);
    ids.push(...recent.map(({ id }) => id));
    if (recent.length < PAGE_SESSIONS) return ids.reverse();
  }
}

const PAGE_SESSIONS = 500;

async function* writeLines(pages: AsyncIterable<Page>): AsyncGenerator<string> {
  for await (const page of pages) yield `${JSON.stringify(spansToJson(page))}\n`;
}

async function* writeProto(pages: AsyncIterable<Page>): AsyncGenerator<Uint8Array> {
  for await (const page of pages) yield encodeTraces(page);
}

/** One object whatever its size: the blocks of each page follow those of the page before. */
async function* writeDocument(pages: AsyncIterable<Page>): AsyncGenerator<string> {
  let separator = '';
  yield '{"resourceSpans":[';
  for await (const page of pages) {
    const { resourceSpans } = spansToJson(page);
    for (const block of resourceSpans) {
      yield `${separator}${JSON.stringify(block)}`;
      separator = ',\n';
    }
  }
  yield ']}\n';
}
