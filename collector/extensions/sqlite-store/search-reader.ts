/**
 * Asks the search index. It knows which texts have a word; what stands next to what is checked against the text itself,
 * newest first and not for ever: `complete` says whether everything was looked at.
 */
import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';

import type { SpanKind } from '../../model/mapped-span.ts';
import { decodeSpan } from '../../otlp/decode-span.ts';
import type { SearchHit, SearchPage, SearchQuery } from '../../store.ts';
import { NewFiller } from '../../store/fill-new.ts';
import { readSpanTexts, type SpanText } from '../../store/span-texts.ts';
import { matchesText, type TextQuery, type TextTerm } from '../../store/text-query.ts';
import { contentKeys } from '../../vocabularies/content-keys.ts';
import { readCut, type BodyColumns } from './body-columns.ts';
import type { ContentReader } from './content-rows.ts';
import { readQuery } from './queries.ts';
import { parseSearchRowKey } from './search-rows.ts';

/** Texts that a query may find before the older ones are left out; to map them to their sessions takes some 100 ms. */
export const SEARCH_ROWS_MAX = 50_000;
/** Texts that are read and checked for one query, some 0.1 ms each. */
export const SEARCH_CHECKS_MAX = 5000;
/** Some 5 ms of the thread that also answers pages. */
const CHECKS_AT_ONCE = 50;

type Found = Omit<SearchPage, 'catchingUp'>;

export interface SessionMatches {
  readonly sessionKeys: readonly number[];
  readonly complete: boolean;
}

interface HitColumns extends BodyColumns {
  readonly session_key: bigint;
  readonly session_id: string;
  readonly agent_id: string;
  readonly trace_id: Buffer;
  readonly span_id: Buffer;
  readonly name: string;
  readonly kind: string;
  readonly start_unix_nano: bigint;
}

export class SearchReader {
  readonly #rows: Database.Statement<[object], { row_key: number }>;
  readonly #count: Database.Statement<[object], { count: number }>;
  readonly #sessions: Database.Statement<[object], { session_key: number }>;
  readonly #hit: Database.Statement;
  readonly #state: Database.Statement<[], { catching_up: number }>;
  readonly #contents: ContentReader;
  readonly #filler: NewFiller;

  constructor(database: Database.Database, contents: ContentReader) {
    this.#rows = database.prepare(readQuery('search-rows'));
    this.#count = database.prepare(readQuery('count-search-rows'));
    this.#sessions = database.prepare(readQuery('search-sessions'));
    this.#hit = database.prepare(readQuery('select-search-hit')).safeIntegers(true);
    this.#state = database.prepare(readQuery('select-search-state'));
    this.#contents = contents;
    this.#filler = new NewFiller(contents);
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    const page = isExact(query.text) ? this.#page(query) : await this.#checkedPage(query);
    return { ...page, catchingUp: this.isCatchingUp() };
  }

  /** The sessions with at least one text that matches. */
  async findSessions(text: TextQuery): Promise<SessionMatches> {
    return isExact(text) ? this.#sessionsOf(text) : this.#checkedSessions(text);
  }

  isCatchingUp(): boolean {
    return this.#state.get()?.catching_up === 1;
  }

  #page({ text, limit, offset }: SearchQuery): Found {
    const match = toMatch(text);
    const count = this.#count.get({ match, limit: SEARCH_ROWS_MAX + 1 })?.count ?? 0;
    const within = Math.max(Math.min(limit, SEARCH_ROWS_MAX - offset), 0);
    const rows = this.#rows.all({ match, limit: within, offset });
    return {
      hits: rows.flatMap(({ row_key }) => this.#readHit(row_key)?.hit ?? []),
      totalCount: Math.min(count, SEARCH_ROWS_MAX),
      complete: count <= SEARCH_ROWS_MAX,
    };
  }

  async #checkedPage({ text, limit, offset }: SearchQuery): Promise<Found> {
    const hits: SearchHit[] = [];
    let totalCount = 0;
    const complete = await this.#check(text, (hit) => {
      if (totalCount >= offset && hits.length < limit) hits.push(hit);
      totalCount += 1;
    });
    return { hits, totalCount, complete };
  }

  #sessionsOf(text: TextQuery): SessionMatches {
    const match = toMatch(text);
    const count = this.#count.get({ match, limit: SEARCH_ROWS_MAX + 1 })?.count ?? 0;
    const rows = this.#sessions.all({ match, limit: SEARCH_ROWS_MAX });
    return { sessionKeys: rows.map((row) => row.session_key), complete: count <= SEARCH_ROWS_MAX };
  }

  async #checkedSessions(text: TextQuery): Promise<SessionMatches> {
    const sessionKeys = new Set<number>();
    const complete = await this.#check(text, (_hit, sessionKey) => sessionKeys.add(sessionKey));
    return { sessionKeys: [...sessionKeys], complete };
  }

  /** Lets others have their turn between some of the checks. @returns whether every candidate was looked at. */
  async #check(text: TextQuery, found: (hit: SearchHit, sessionKey: number) => void): Promise<boolean> {
    const candidates = this.#rows.all({ match: toMatch(text), limit: SEARCH_CHECKS_MAX + 1, offset: 0 });
    for (const [index, { row_key }] of candidates.slice(0, SEARCH_CHECKS_MAX).entries()) {
      if (index % CHECKS_AT_ONCE === CHECKS_AT_ONCE - 1) await setImmediate();
      const read = this.#readHit(row_key);
      if (read !== null && matchesText(text, read.hit.text)) found(read.hit, read.sessionKey);
    }
    return candidates.length <= SEARCH_CHECKS_MAX;
  }

  #readHit(rowKey: number): { hit: SearchHit; sessionKey: number } | null {
    const { spanKey, place } = parseSearchRowKey(rowKey);
    const row = this.#hit.get(spanKey) as HitColumns | undefined;
    const text = row === undefined ? undefined : this.#readTexts(row)[place];
    if (row === undefined || text === undefined) return null;
    const hit = {
      sessionId: row.session_id,
      agentId: row.agent_id,
      traceId: row.trace_id.toString('hex'),
      spanId: row.span_id.toString('hex'),
      name: row.name,
      kind: row.kind as SpanKind,
      startUnixNano: BigInt.asUintN(64, row.start_unix_nano),
      ...text,
    };
    return { hit, sessionKey: Number(row.session_key) };
  }

  #readTexts(row: HitColumns): readonly SpanText[] {
    const { bytes, blanks } = this.#filler.fillNew(readCut(row, this.#contents));
    return readSpanTexts(decodeSpan(bytes, contentKeys), blanks);
  }
}

/** Whether the index alone knows: it does of words, and not of what stands next to each other. */
function isExact({ wanted, excluded }: TextQuery): boolean {
  return [...wanted, ...excluded].every(({ tokens }) => tokens.length === 1);
}

/** Words in quotes with operators of ours between them: nothing a user says is syntax. */
function toMatch({ wanted, excluded }: TextQuery): string {
  const all = wanted.flatMap(wordsOf).join(' AND ');
  const none = excluded.filter(({ tokens }) => tokens.length === 1).flatMap(wordsOf);
  return none.reduce((match, word) => `(${match}) NOT ${word}`, all);
}

function wordsOf({ tokens, prefix }: TextTerm): string[] {
  return tokens.map(
    (token, index) => `"${token.replaceAll('"', '""')}"${prefix && index === tokens.length - 1 ? '*' : ''}`,
  );
}
