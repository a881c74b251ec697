/**
 * What was read of the newest spans and what is missing, by SDK. It looks at spans and keeps no counts: what is read changes
 * with every version and every mapping, and counts would say what was read once.
 */
import { setImmediate } from 'node:timers/promises';

import { z } from 'zod';

import { msToIso } from '../model/unix-nano.ts';
import { isModelCall } from '../sessions/count-calls.ts';
import { decodeStoredSpan } from '../store/decode-stored-span.ts';
import { readContents } from '../vocabularies/read-contents.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import { CoverageCounter } from './measure-coverage.ts';
import { defineOperation } from './operation.ts';
import { integerParam } from './parse-params.ts';
import { coverage } from './schemas.ts';

const SPANS_DEFAULT = 2000;
const SPANS_MAX = 20_000;

export const getCoverage = defineOperation({
  name: 'get_coverage',
  method: 'GET',
  path: '/api/coverage',
  about: 'What is read of the newest spans and what is missing, by SDK.',
  params: z.object({ limit: integerParam({ min: 1, max: SPANS_MAX }).default(SPANS_DEFAULT) }),
  response: coverage,
  async run({ limit }, { store, clock }) {
    const counter = new CoverageCounter();
    let [spans, fromMs, toMs] = [0, Infinity, -Infinity];
    for await (const page of store.readNewestSpans(limit)) {
      for (const seen of page) {
        const context = decodeStoredSpan(seen, store.own);
        const { record } = seen;
        spans += 1;
        fromMs = Math.min(fromMs, record.receivedMs);
        toMs = Math.max(toMs, record.receivedMs);
        counter.add({
          record,
          context,
          isSessionNamed: seen.sessionSource === 'attribute',
          hasContent: !isModelCall(record) || seen.hasLogRecords || hasMessages(context),
        });
      }
      // Other questions get their answers between two pages.
      await setImmediate();
    }
    const size = await store.readSize();
    return {
      scopes: counter.scopes(),
      spans_looked_at: spans,
      spans_stored: size.spans,
      spans_of_more_scopes: counter.uncounted,
      from: spans === 0 ? null : msToIso(fromMs),
      to: spans === 0 ? null : msToIso(toMs),
      last_updated: msToIso(clock.nowMs()),
    };
  },
});

function hasMessages(context: SpanInContext): boolean {
  const { input, output } = readContents(context);
  return input.length + output.length > 0;
}
