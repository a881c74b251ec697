/** Logfire's pending spans as its SDK sends them: each is the span that it announces, whichever of the two comes first. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { getSession } from '../../../collector/operations/get-session.ts';
import { listSessions } from '../../../collector/operations/list-sessions.ts';
import { readLedger, RECORDINGS } from '../../support/recordings.ts';
import { wrapJson } from '../../support/span-builder.ts';
import { ask, buildStore } from '../../support/store-builder.ts';
import { decodeReference } from '../otlp/reference-codec.ts';

const NAME = 'python-logfire-pending';

interface JsonSpan {
  readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

interface JsonRequest {
  readonly resourceSpans: readonly {
    readonly resource: unknown;
    readonly scopeSpans: readonly { readonly scope: unknown; readonly spans: readonly JsonSpan[] }[];
  }[];
}

const recorded = decodeReference(readFileSync(join(RECORDINGS, `${NAME}.binpb`))) as JsonRequest;
/** Each span as JSON of a request of its own. */
const spans = recorded.resourceSpans.flatMap(({ resource, scopeSpans }) =>
  scopeSpans.flatMap(({ scope, spans: inScope }) =>
    inScope.map((span) => ({
      isPending: (span.attributes ?? []).some(({ value }) => value.stringValue === 'pending_span'),
      json: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] },
    })),
  ),
);
const pending = spans.filter(({ isPending }) => isPending);
const ended = spans.filter(({ isPending }) => !isPending);

async function readAfter(sent: typeof spans) {
  const { store, context } = buildStore();
  for (const { json } of sent) await store.write(wrapJson(json, Date.UTC(2026, 11, 1)), { forwards: false });
  const { sessions } = await ask(listSessions, {}, context);
  expect(sessions).toHaveLength(1);
  const [session] = sessions;
  const { timeline } = await ask(getSession, { id: session?.id ?? '' }, context);
  return { session, running: timeline.filter(({ status }) => status === 'running').length, spans: timeline.length };
}

it('is a running span, and no call yet', async () => {
  expect(pending.length).toBe(5);
  const { session, ...counts } = await readAfter(pending);
  expect(counts).toEqual({ running: 5, spans: 5 });
  expect(session).toMatchObject({ message_count: 0, total_tokens: 0, errors: 0 });
});

it('is the ended span once that has come, in either order', async () => {
  const expected = await readAfter(ended);
  expect(expected).toMatchObject({ running: 0, spans: ended.length });
  expect(expected.session).toMatchObject({ message_count: readLedger(NAME).calls.length, errors: 1 });
  for (const order of [spans, [...spans].reverse(), [...ended, ...pending], [...pending, ...ended, ...pending]])
    expect(await readAfter(order)).toEqual(expected);
});
