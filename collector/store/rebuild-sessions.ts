/**
 * Derives everything that can be derived anew, from the spans' own bytes: facts, traces, sessions, agents and charts. What
 * comes out is what the spans say today; only a newer vocabulary or price list may make it differ from what stood.
 */
import { isDeepStrictEqual } from 'node:util';

import { prepareSpan, type ReceivedSpan } from '../sessions/prepare-spans.ts';
import { SpanIngest, type IngestRows } from '../sessions/ingest-spans.ts';
import type { SpanFacts } from '../sessions/span-facts.ts';
import type { SpanReading } from '../sessions/span-reading.ts';
import type { RebuildResult, StoredSpan } from '../store.ts';
import { decodeStoredSpan } from './decode-stored-span.ts';

export interface KeptSpan extends StoredSpan {
  readonly record: SpanFacts;
}

/**
 * @param rows empty of traces, sessions, agents and charts; `writeSpan` is called only for spans whose facts changed.
 * @param traces each trace's spans, in pages
 */
export function rebuildSessions(
  rows: IngestRows<ReceivedSpan>,
  traces: Iterable<Iterable<readonly KeptSpan[]>>,
  reading: SpanReading,
): Omit<RebuildResult, 'sessions'> {
  const standing = new Map<string, SpanFacts>();
  const changedOnly: IngestRows<ReceivedSpan> = {
    sessions: rows.sessions,
    logs: rows.logs,
    chains: rows.chains,
    spans: {
      // Of the traces that were derived anew: that at hand is given span by span.
      readTrace: (traceId) => (traceId === current ? null : rows.spans.readTrace(traceId)),
      readTraceRow: (traceId) => rows.spans.readTraceRow(traceId),
      writeSpan(facts, kept) {
        if (!isDeepStrictEqual(facts, standing.get(facts.spanId))) {
          changed += 1;
          rows.spans.writeSpan(facts, kept, true);
        }
      },
    },
  };
  const ingest = new SpanIngest<ReceivedSpan>(changedOnly);
  let spans = 0;
  let changed = 0;
  let traceCount = 0;
  let current = '';
  for (const trace of traces) {
    traceCount += 1;
    for (const part of trace) {
      standing.clear();
      current = part[0]?.record.traceId ?? '';
      for (const { record } of part) standing.set(record.spanId, record);
      const prepared = part.map((stored) =>
        prepareSpan(decodeStoredSpan(stored, null), { receivedMs: stored.record.receivedMs, reading }),
      );
      ingest.ingest(prepared, Math.max(...part.map(({ record }) => record.receivedMs)));
      spans += part.length;
    }
  }
  return { spans, changed, traces: traceCount };
}
