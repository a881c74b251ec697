/** One session with its timeline. What the spans say is read span by span; this is their structure. */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import type { TimelineSpan } from '../model/session.ts';
import { msToIso } from '../model/unix-nano.ts';
import { mergeTwins } from '../sessions/merge-twins.ts';
import { isFromLogs } from '../sessions/span-facts.ts';
import { defineOperation } from './operation.ts';
import { implyOpenSpans } from './imply-open-spans.ts';
import { idParam, integerParam } from './parse-params.ts';
import { readOpenFindings } from './span-findings.ts';
import { sessionDetail } from './schemas.ts';
import { toSession } from './to-session.ts';
import { toTimelineItem } from './to-timeline-item.ts';

/** A session of 10,000 spans is some 6 MB of JSON; longer ones come in pages. */
const TIMELINE_LENGTH_MAX = 10_000;

export const getSession = defineOperation({
  name: 'get_session',
  method: 'GET',
  path: '/api/session/{id}',
  about: 'One session and its timeline in start order, to 10,000 items; next_cursor continues.',
  params: z.object({
    id: idParam,
    cursor: z
      .string()
      .regex(/^[0-9]{1,20}-[0-9a-f]{16}$/, 'expected a next_cursor of an earlier answer')
      .optional(),
    limit: integerParam({ min: 1, max: TIMELINE_LENGTH_MAX }).default(TIMELINE_LENGTH_MAX),
  }),
  response: sessionDetail,
  async run({ id, cursor, limit }, { store, clock }) {
    const record = await store.readSession(id);
    if (record === null) throw new CollectorError('NOT_FOUND', 'there is no session with this id');
    const [spans, findingIdsOf] = await Promise.all([
      store.readTimeline(id, { limit: limit + 1, after: readCursor(cursor) }),
      readOpenFindings(store, id),
    ]);
    const read = spans.slice(0, limit);
    const last = read.at(-1);
    const page = onceEach(read);
    const isWhole = cursor === undefined && spans.length <= limit;
    return {
      session: toSession(record),
      timeline: page.map((span) => toTimelineItem(span, findingIdsOf(span))),
      open_spans: record.status === 'active' ? await implyOpenSpans(page, { store, isWhole }) : [],
      next_cursor: spans.length > limit && last !== undefined ? `${last.startUnixNano}-${last.spanId}` : null,
      last_updated: msToIso(clock.nowMs()),
    };
  },
});

/** Log events of calls that are there as spans are not shown beside them; where pages meet, one may be. */
function onceEach(spans: readonly TimelineSpan[]): readonly TimelineSpan[] {
  if (!spans.some(isFromLogs)) return spans;
  const keyOf = ({ traceId, spanId }: TimelineSpan): string => `${traceId} ${spanId}`;
  const merged = mergeTwins(new Map(spans.map((span) => [keyOf(span), span])));
  return spans.flatMap((span) => merged.get(keyOf(span)) ?? []);
}

function readCursor(cursor: string | undefined): { startUnixNano: bigint; spanId: string } | undefined {
  if (cursor === undefined) return undefined;
  const at = cursor.indexOf('-');
  return { startUnixNano: BigInt(cursor.slice(0, at)), spanId: cursor.slice(at + 1) };
}
