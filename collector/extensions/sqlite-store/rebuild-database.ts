/**
 * Derives the tables of traces, sessions, agents and charts anew from the spans' bytes. Keys of traces and spans stay; which
 * sessions were completed, and when, is carried over, because no span says so.
 */
import type Database from 'better-sqlite3';

import type { LogRows } from '../../sessions/log-rows.ts';
import { rebuildSessions, type KeptSpan } from '../../store/rebuild-sessions.ts';
import type { SpanReading } from '../../sessions/span-reading.ts';
import type { RebuildResult } from '../../store.ts';
import { ChainRowStore } from './chain-row-store.ts';
import { ContentReader } from './content-rows.ts';
import { readQuery } from './queries.ts';
import { traceSpanReader } from './read-trace-spans.ts';
import { takeAnalyses, type AnalysisParts } from './restore-analyses.ts';
import { SessionRowStore } from './session-row-store.ts';
import { fromColumns, toColumns, type SpanColumns } from './span-columns.ts';

/** Traces between two clearings of the remembered keys, which would otherwise grow with the database. */
const TRACES_TOGETHER = 1000;

/** Queries that empty what is derived. */
const DERIVED = [
  'clear-sessions',
  'clear-agents',
  'clear-series',
  'clear-series-of-all',
  'clear-chains',
  'clear-chain-keys',
  'clear-session-names',
  'detach-traces',
];

export interface StandingRows extends AnalysisParts {
  readonly logs: LogRows;
}

/** Inside the caller's transaction. */
export function rebuildDatabase(
  database: Database.Database,
  { logs, ...parts }: StandingRows,
  reading: SpanReading,
): RebuildResult {
  const prepare = (name: string): Database.Statement => database.prepare(readQuery(name));
  const completed = prepare('list-completed-sessions').all() as { id: string; completed_at_ms: number }[];
  const restoreAnalyses = takeAnalyses(database, parts);
  for (const name of DERIVED) prepare(name).run();
  const sessions = new SessionRowStore(database, null);
  const updateSpan = prepare('update-span');
  const traceSpans = prepare('select-trace-spans').safeIntegers(true);
  const result = rebuildSessions(
    {
      sessions,
      logs,
      chains: new ChainRowStore(database, sessions),
      spans: {
        readTrace(traceId) {
          const row = sessions.readTraceRow(traceId);
          const columns = row === null ? [] : (traceSpans.all(sessions.traceKey(traceId)) as SpanColumns[]);
          return row && { row, spans: columns.map(fromColumns) };
        },
        readTraceRow: (traceId) => sessions.readTraceRow(traceId),
        writeSpan: (facts) =>
          void updateSpan.run(toColumns(facts, { spanKey: 0, traceKey: sessions.traceKey(facts.traceId) })),
      },
    },
    readTraces(database, () => {
      sessions.flush();
      sessions.forget();
    }),
    reading,
  );
  sessions.flush();
  const restore = prepare('restore-session-state');
  for (const { id, completed_at_ms: completedAtMs } of completed) restore.run(completedAtMs, id);
  prepare('recount-active-sessions').run();
  restoreAnalyses();
  const { count } = prepare('count-sessions').get() as { count: number };
  return { ...result, sessions: count };
}

function* readTraces(database: Database.Database, forget: () => void): Generator<Iterable<readonly KeptSpan[]>> {
  const selectTraces = database.prepare<[number, number], { trace_key: number }>(readQuery('select-trace-keys-after'));
  const readSpans = traceSpanReader(database, new ContentReader(database));
  for (let after = 0, more = true; more;) {
    const page = selectTraces.all(after, TRACES_TOGETHER);
    for (const { trace_key: traceKey } of page) yield readSpans(traceKey);
    after = page.at(-1)?.trace_key ?? after;
    more = page.length === TRACES_TOGETHER;
    forget();
  }
}
