/** A trace's spans with their bytes, in pages: a trace may be larger than the memory, and the connection has other work between. */
import type Database from 'better-sqlite3';

import type { ContentSource } from '../../store/cut-contents.ts';
import type { KeptSpan } from '../../store/rebuild-sessions.ts';
import { readQuery } from './queries.ts';
import { toStoredSpan, type StoredSpanColumns } from './stored-span-columns.ts';

const SPANS_TOGETHER = 256;

export type ReadTraceSpans = (traceKey: number) => Generator<readonly KeptSpan[]>;

/** @returns a function of a trace's key that gives its spans in the order of their ids. */
export function traceSpanReader(database: Database.Database, contents: ContentSource): ReadTraceSpans {
  const select = database.prepare(readQuery('select-stored-spans-after')).safeIntegers(true);
  // In one snapshot: retention may remove a span's contents between two queries.
  const readPage = database.transaction((traceKey: number, after: Buffer): KeptSpan[] =>
    (select.all(traceKey, after, SPANS_TOGETHER) as StoredSpanColumns[]).map((row) => toStoredSpan(row, contents)),
  );
  return function* read(traceKey) {
    for (let after: Buffer = Buffer.alloc(0), more = true; more;) {
      const page = readPage(traceKey, after);
      if (page.length > 0) yield page;
      after = Buffer.from(page.at(-1)?.record.spanId ?? '', 'hex');
      more = page.length === SPANS_TOGETHER;
    }
  };
}
