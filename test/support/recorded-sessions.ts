/** A recording sent to a store, and what REST then answers about it: the sessions, and every model call's span once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { getSession } from '../../collector/operations/get-session.ts';
import { getSpan } from '../../collector/operations/get-span.ts';
import { listSessions } from '../../collector/operations/list-sessions.ts';
import type { Session, SpanDetail } from '../../collector/operations/schemas.ts';
import { decodeStoredSpan } from '../../collector/store/decode-stored-span.ts';
import { mapSpan } from '../../collector/vocabularies/map-span.ts';
import { exportRequest } from './export-request.ts';
import { listRecordedRequests, RECORDINGS } from './recordings.ts';
import { ask, buildStore } from './store-builder.ts';

export interface RecordedSessions {
  readonly sessions: readonly Session[];
  /**
   * In order of start. Of spans that describe one call the innermost, whose tokens count, with the messages of the
   * innermost that has them; of those beside each other the first.
   */
  readonly calls: readonly RecordedCall[];
}

export interface RecordedCall extends SpanDetail {
  readonly finishReasons: readonly string[];
}

export async function readRecordedSessions(name: string): Promise<RecordedSessions> {
  const { store, context } = buildStore();
  for (const { file, signal, encoding } of listRecordedRequests().filter((request) => request.name === name)) {
    const body = readFileSync(join(RECORDINGS, file));
    const { rejections } = await store.write(exportRequest({ signal, encoding, body }), { forwards: false });
    if (rejections.length > 0) throw new Error(`${file} was not taken whole: ${rejections[0]?.reason}`);
  }
  const { sessions } = await ask(listSessions, { limit: '500' }, context);
  const details: RecordedCall[] = [];
  for (const { id } of sessions) {
    const { timeline } = await ask(getSession, { id }, context);
    for (const { span_id } of timeline) {
      const detail = await ask(getSpan, { id, span_id }, context);
      const stored = await store.readSpan(id, span_id);
      if (stored === null) throw new Error(`span ${span_id} is in the timeline and not in the store`);
      details.push({ ...detail, finishReasons: mapSpan(decodeStoredSpan(stored, null)).finishReasons });
    }
  }
  return { sessions, calls: chooseCalls(details) };
}

/** @returns one span a call, in the place of the span whose tokens count. */
function chooseCalls(details: readonly RecordedCall[]): readonly RecordedCall[] {
  const models = details.filter(isModelCall);
  // Mastra describes each call in three spans, of which the outer two are steps.
  const steps = details.filter(({ item }) => item.kind === 'workflow');
  const described = new Map([...models, ...steps].map((call) => [call.item.span_id, call]));
  const parents = new Map(details.map(({ item }) => [item.span_id, item.parent_span_id]));
  const ancestors = (call: RecordedCall): readonly RecordedCall[] => {
    const found: RecordedCall[] = [];
    for (let at = call.item.parent_span_id; at !== null; at = parents.get(at) ?? null) {
      const around = described.get(at);
      if (around !== undefined) found.push(around);
    }
    return found;
  };
  const around = new Set(models.flatMap(ancestors));
  const leaves = models.filter((call) => !around.has(call)).sort(byStart);
  const first = new Map<string, RecordedCall>();
  for (const call of leaves.toReversed()) if (call.response_id !== null) first.set(call.response_id, call);
  const once = leaves.filter((call) => call.response_id === null || first.get(call.response_id) === call);
  const repeated = (call: RecordedCall): RecordedCall | undefined => once.find((before) => isBegunWithin(call, before));
  return once
    .filter((call) => repeated(call) === undefined)
    .map((call) => {
      const telling = [call, ...ancestors(call), ...once.filter((other) => repeated(other) === call)];
      const input = telling.find(({ messages }) => countParts(messages.input) > 0)?.messages ?? call.messages;
      const output = telling.find(({ messages }) => countParts(messages.output) > 0)?.messages ?? call.messages;
      const offering = telling.find(({ tool_definitions }) => tool_definitions.length > 0) ?? call;
      const finished = telling.find(({ finishReasons }) => finishReasons.length > 0) ?? call;
      return {
        ...call,
        messages: { ...input, output: output.output },
        tool_definitions: offering.tool_definitions,
        finishReasons: finished.finishReasons,
      };
    });
}

/** The recorded conversations ask one thing after the other: what another scope says of the same time is the same call. */
function isBegunWithin({ item, scope }: RecordedCall, before: RecordedCall): boolean {
  const begins = BigInt(item.start_unix_nano);
  const { start_unix_nano: from, end_unix_nano: to } = before.item;
  return scope.name !== before.scope.name && BigInt(from) < begins && begins < BigInt(to);
}

function isModelCall({ item }: SpanDetail): boolean {
  return item.kind === 'llm.chat' || item.kind === 'llm.completion';
}

function countParts(messages: SpanDetail['messages']['input']): number {
  return messages.reduce((sum, { parts }) => sum + parts.length, 0);
}

function byStart({ item: a }: SpanDetail, { item: b }: SpanDetail): number {
  return Number(BigInt(a.start_unix_nano) - BigInt(b.start_unix_nano));
}
