/**
 * Fills the search index after the commit, in small steps: a sender never waits longer than one. How far it is stands in the
 * database with the rows; what is kept here only saves work.
 */
import { hash } from 'node:crypto';
import Database from 'better-sqlite3';

import { decodeSpan } from '../../otlp/decode-span.ts';
import { RecentMap } from '../../recent-map.ts';
import { NewFiller } from '../../store/fill-new.ts';
import { toIndexText } from '../../store/search-tokens.ts';
import { readSpanTexts, SPAN_TEXTS_MAX, type SpanText } from '../../store/span-texts.ts';
import { contentKeys } from '../../vocabularies/content-keys.ts';
import { readCut, type BodyColumns } from './body-columns.ts';
import { ContentReader } from './content-rows.ts';
import type { SearchProgress } from './remove-from-search.ts';
import { searchRowKey } from './search-rows.ts';
import { Statements } from './statements.ts';

/** Work of one step before its commit, which takes some milliseconds more. */
const STEP_MS = 8;
/** Texts remembered by trace and hash, some 150 bytes each; a text that is forgotten is listed a second time. */
const REMEMBERED_TEXTS_MAX = 50_000;

/** Nulls where the body is gone already. */
interface SearchSpan {
  readonly span_key: number;
  readonly trace_key: number;
  readonly body: Buffer | null;
  readonly body_key: number | null;
  readonly holes: string | null;
}

/** A span on its way in. */
interface Entering {
  readonly spanKey: number;
  readonly traceKey: number;
  readonly texts: readonly SpanText[];
}

export class SearchIndex {
  readonly #statements: Statements;
  readonly #contents: ContentReader;
  readonly #filler: NewFiller;
  readonly #step: () => boolean;
  /** Which span of a trace a text is listed under. */
  readonly #holders = new RecentMap<string, number>(REMEMBERED_TEXTS_MAX);
  #entering: Entering | null = null;

  constructor(database: Database.Database) {
    this.#statements = new Statements(database);
    this.#contents = new ContentReader(database);
    this.#filler = new NewFiller(this.#contents);
    const step = database.transaction(() => this.#work(performance.now() + STEP_MS));
    const durability = Number(database.pragma('synchronous', { simple: true }));
    this.#step = () => {
      // Nobody waits for these rows to be safe: after a power cut they are entered again. They are whole in any case.
      database.pragma('synchronous = normal');
      try {
        return step.immediate();
      } finally {
        database.pragma(`synchronous = ${durability}`);
      }
    };
  }

  /** One step. @returns whether more may wait. */
  catchUp(): boolean {
    try {
      return this.#step();
    } catch (error) {
      // What was remembered may have been rolled back.
      this.#holders.clear();
      this.#entering = null;
      throw error;
    }
  }

  #work(untilMs: number): boolean {
    while (this.#indexAgain()) if (performance.now() >= untilMs) return true;
    const {
      span_key: mark,
      partial_key: partialKey,
      texts,
    } = this.#statements.get('select-search-progress').get() as SearchProgress;
    const progress = { spanKey: mark, partialKey, texts };
    let more = true;
    while (more && performance.now() < untilMs) {
      const entering = this.#next(progress.spanKey);
      more = entering !== null;
      if (entering === null) break;
      // A span that was removed by half begins anew, under another key or this one.
      let place = entering.spanKey === progress.partialKey ? progress.texts : 0;
      while (place < entering.texts.length) {
        this.#insert(entering, place++);
        // After the work and not before it: a step that only read a very long span still gets on.
        if (performance.now() >= untilMs) break;
      }
      const whole = place === entering.texts.length;
      if (whole) this.#entering = null;
      progress.spanKey = whole ? entering.spanKey : progress.spanKey;
      progress.partialKey = whole ? 0 : entering.spanKey;
      progress.texts = whole ? 0 : place;
    }
    // Nothing new is nothing to write: this runs whenever the writer is quiet.
    const moved = progress.spanKey !== mark || progress.partialKey !== partialKey || progress.texts !== texts;
    if (moved) this.#statements.get('update-search-progress').run(progress);
    return more;
  }

  #next(mark: number): Entering | null {
    const standing = this.#entering;
    if (standing !== null && this.#statements.get('select-span-exists').get(standing.spanKey) !== undefined)
      return standing;
    const span = this.#statements.get('select-next-search-span').get(mark) as SearchSpan | undefined;
    this.#entering = span === undefined ? null : this.#read(span);
    return this.#entering;
  }

  /** @returns whether there was one. */
  #indexAgain(): boolean {
    const next = this.#statements.get('select-next-search-again').get() as { span_key: number } | undefined;
    if (next === undefined) return false;
    this.#statements.get('delete-search-again').run(next.span_key);
    const span = this.#statements.get('select-search-span').get(next.span_key) as SearchSpan | undefined;
    if (span === undefined) return true;
    const first = searchRowKey(span.span_key, SPAN_TEXTS_MAX - 1);
    this.#statements.get('delete-search-texts').run(first, searchRowKey(span.span_key, 0));
    const entering = this.#read(span);
    for (const place of entering.texts.keys()) this.#insert(entering, place);
    return true;
  }

  #read({ span_key: spanKey, trace_key: traceKey, body, body_key, holes }: SearchSpan): Entering {
    const isThere = body !== null && holes !== null;
    return { spanKey, traceKey, texts: isThere ? this.#readTexts({ body, body_key, holes }) : [] };
  }

  #readTexts(row: BodyColumns): readonly SpanText[] {
    try {
      const { bytes, blanks } = this.#filler.fillNew(readCut(row, this.#contents));
      return readSpanTexts(decodeSpan(bytes, contentKeys), blanks);
    } catch (error) {
      if (error instanceof Database.SqliteError) throw error;
      // A damaged span is shown as damaged when somebody looks; here it must not hold up those after it.
      return [];
    }
  }

  #insert({ spanKey, traceKey, texts }: Entering, place: number): void {
    const text = texts[place]?.text ?? '';
    const name = `${traceKey} ${hash('sha256', text, 'buffer').toString('latin1', 0, 16)}`;
    const holder = this.#holders.get(name);
    if (
      holder !== undefined &&
      holder !== spanKey &&
      this.#statements.get('select-span-exists').get(holder) !== undefined
    ) {
      this.#statements.get('insert-search-leaned-on').run(holder, traceKey);
      return;
    }
    this.#holders.set(name, spanKey);
    this.#statements.get('insert-search-text').run(searchRowKey(spanKey, place), toIndexText(text));
  }
}
