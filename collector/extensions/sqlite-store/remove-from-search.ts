/**
 * Takes a span that is replaced or deleted out of the search index, in the transaction that does so; before or after its
 * row goes. Other spans of its trace may have a text that was listed under this one only: they are indexed again.
 */
import type Database from 'better-sqlite3';

import { readQuery } from './queries.ts';
import { searchRowKey } from './search-rows.ts';
import { SPAN_TEXTS_MAX } from '../../store/span-texts.ts';

export interface SearchProgress {
  readonly span_key: number;
  readonly partial_key: number;
  readonly texts: number;
}

export function prepareRemoveFromSearch(database: Database.Database): (spanKey: number) => void {
  const prepare = (name: string): Database.Statement => database.prepare(readQuery(name));
  const progress = prepare('select-search-progress');
  const update = prepare('update-search-progress');
  const deleteTexts = prepare('delete-search-texts');
  const deleteLeanedOn = prepare('delete-search-leaned-on');
  const insertAgain = prepare('insert-search-again');
  return (spanKey) => {
    const { span_key: mark, partial_key: partialKey } = progress.get() as SearchProgress;
    // What is not in yet need not be taken out: the usual case of a span that is announced and soon after ends.
    if (spanKey > mark && spanKey !== partialKey) return;
    deleteTexts.run(searchRowKey(spanKey, SPAN_TEXTS_MAX - 1), searchRowKey(spanKey, 0));
    if (spanKey === partialKey) update.run({ spanKey: mark, partialKey: 0, texts: 0 });
    const leanedOn = deleteLeanedOn.get(spanKey) as { trace_key: number } | undefined;
    if (leanedOn !== undefined) insertAgain.run({ traceKey: leanedOn.trace_key, spanKey });
  };
}
