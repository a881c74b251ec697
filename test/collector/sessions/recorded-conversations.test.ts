/**
 * Conversations of several people at once, as five SDKs recorded them, are found again without their session ids. Two people
 * begin with the same word and get the same answer, one takes a question back, and one has the beginning of the history cut off,
 * after which nothing says that it is the same conversation.
 */
import { describe, expect, it } from 'vitest';

import { Random } from '../../../examples/random.ts';
import { adjustedRandIndex } from '../../support/rand-index.ts';
import { buildStore } from '../../support/store-builder.ts';
import { stripRecording, type StrippedSpan } from '../../support/stripped-recording.ts';

const RECORDED = [
  'people-ai-sdk-6',
  'people-langchain',
  'people-openai-agents',
  'python-people-openai',
  'python-people-pydantic-ai',
];
const SEED = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 1e9));

/** The session of each call, by its span id. */
async function findSessions(spans: readonly StrippedSpan[]): Promise<ReadonlyMap<string, string>> {
  const { store } = buildStore();
  for (const { toRequest } of spans) {
    const { rejections } = await store.write(toRequest(), { forwards: false });
    expect(rejections).toEqual([]);
  }
  const calls = new Set(spans.flatMap(({ spanId, isCall }) => (isCall ? [spanId] : [])));
  const { sessions } = await store.listSessions({ sort: 'created_at', limit: 1000, offset: 0 });
  // None was found by an id that was left in.
  for (const { source } of sessions) expect(source).not.toBe('attribute');
  const found = new Map<string, string>();
  for (const { id } of sessions)
    for (const { spanId } of await store.readTimeline(id, { limit: 1000 }))
      if (calls.has(spanId)) found.set(spanId, id);
  return found;
}

function agreement(spans: readonly StrippedSpan[], found: ReadonlyMap<string, string>): number {
  const calls = spans.filter(({ isCall }) => isCall);
  return adjustedRandIndex(calls.map(({ spanId, conversation }) => [conversation, found.get(spanId) ?? '']));
}

function shuffle<T>(items: readonly T[], random: Random): readonly T[] {
  const keyed = items.map((item) => [random.next(), item] as const);
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
}

/** Of each conversation what was said after the first turn, but for what a cut history tore off. */
function laterSessions(
  spans: readonly StrippedSpan[],
  found: ReadonlyMap<string, string>,
): readonly (readonly string[])[] {
  const calls = spans.filter(({ isCall }) => isCall);
  return [...Map.groupBy(calls, ({ conversation }) => conversation)].map(([conversation, own]) =>
    own.slice(1, conversation.endsWith(CUT) ? -1 : undefined).map(({ spanId }) => found.get(spanId) ?? ''),
  );
}

const CUT = 'talk-of-gus';

const WAYS = RECORDED.flatMap((name) => [false, true].map((callsAlone) => ({ name, callsAlone })));

describe(`recorded conversations without ids, TEST_SEED=${SEED}`, () => {
  it.for(WAYS)('$name are found again, calls alone $callsAlone', async (way, { annotate }) => {
    const { name } = way;
    const spans = stripRecording(name, { ...way, users: true });
    const found = await findSessions(spans);
    const index = agreement(spans, found);
    await annotate(`${name}: adjusted Rand index ${index.toFixed(4)} of ${found.size} calls`);
    expect(index).toBeGreaterThanOrEqual(0.95);
  });

  it.for(WAYS)(
    '$name stay apart where nothing says whose they are, calls alone $callsAlone',
    async (way, { annotate }) => {
      const spans = stripRecording(way.name, { ...way, users: false });
      const found = await findSessions(spans);
      const index = agreement(spans, found);
      await annotate(`${way.name} without users: adjusted Rand index ${index.toFixed(4)}`);
      const conversations = new Set(spans.map(({ conversation }) => conversation)).size;
      expect(new Set(found.values()).size).toBe(conversations + 1);
      // Whose the first word was may be a guess; what was said after it is never mixed up.
      const later = laterSessions(spans, found).map((sessions) => new Set(sessions));
      for (const sessions of later) expect(sessions.size).toBe(1);
      expect(new Set(later.flatMap((sessions) => [...sessions])).size).toBe(conversations);
    },
  );

  it('are found again among those of all other SDKs, in whatever order the spans come', async ({ annotate }) => {
    const random = new Random(`${SEED}`);
    const spans = RECORDED.flatMap((name) => stripRecording(name, { callsAlone: false, users: true }));
    const expected = await findSessions(spans);
    const index = agreement(spans, expected);
    await annotate(`all at once: adjusted Rand index ${index.toFixed(4)} of ${expected.size} calls`);
    expect(index).toBeGreaterThanOrEqual(0.95);
    for (let round = 0; round < 3; round += 1) expect(await findSessions(shuffle(spans, random))).toEqual(expected);
  });
});
