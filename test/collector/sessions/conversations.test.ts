/**
 * Conversations without a session id are found again by what was said in them. The recordings are real: the demo's agents, the
 * fake model, the OpenTelemetry SDK; only their ids are taken away.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import { Bus } from '../../../collector/bus.ts';
import { systemClock } from '../../../collector/clock.ts';
import { MemoryStore } from '../../../collector/store/memory-store.ts';
import { Counters } from '../../../collector/telemetry.ts';
import { Random } from '../../../examples/random.ts';
import { adjustedRandIndex } from '../../support/rand-index.ts';
import {
  interleave,
  recordDemo,
  recordGreetings,
  type RecordedCall,
  type StrippedCall,
} from '../../support/record-conversations.ts';

const SEED = Number(process.env['TEST_SEED'] ?? Math.floor(Math.random() * 1e9));

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** The session of each call, by its span id. */
async function findSessions(calls: readonly StrippedCall[]): Promise<ReadonlyMap<string, string>> {
  const store = new MemoryStore({
    spansMax: 100_000,
    maxAgeMs: null,
    degradedReason: null,
    bus: new Bus(),
    clock: systemClock,
    counters: new Counters(),
    id: 'memory_store',
  });
  for (const { request } of calls) await store.write(request);
  const { sessions } = await store.listSessions({ sort: 'created_at', limit: 100_000, offset: 0 });
  const found = new Map<string, string>();
  for (const session of sessions) {
    for (const { spanId } of await store.readTimeline(session.id, { limit: 100_000 })) found.set(spanId, session.id);
  }
  return found;
}

function agreement(calls: readonly StrippedCall[], found: ReadonlyMap<string, string>): number {
  return adjustedRandIndex(calls.map(({ spanId, conversation }) => [conversation, found.get(spanId) ?? '']));
}

describe(`conversations without ids, TEST_SEED=${SEED}`, () => {
  let demo: readonly RecordedCall[];
  let greetings: readonly RecordedCall[];
  beforeAll(async () => {
    demo = await recordDemo(SEED, 6);
    greetings = await recordGreetings(24, 5);
  }, 60_000);

  it('are found again, one trace a call, all interleaved', async ({ annotate }) => {
    const calls = interleave([...demo, ...greetings], new Random(`${SEED}`), { users: true });
    const index = agreement(calls, await findSessions(calls));
    const conversations = new Set(calls.map(({ conversation }) => conversation)).size;
    await annotate(`adjusted Rand index ${index.toFixed(4)}: ${calls.length} calls, ${conversations} conversations`);
    expect(index).toBeGreaterThanOrEqual(0.95);
  });

  it('are found again where no call says whose it is', async ({ annotate }) => {
    const calls = interleave(demo, new Random(`${SEED}`), { users: false });
    const index = agreement(calls, await findSessions(calls));
    await annotate(`adjusted Rand index ${index.toFixed(4)} without users: ${calls.length} calls`);
    expect(index).toBeGreaterThanOrEqual(0.95);
  });

  it('stay as many as there were people when all begin with the same words and nothing says whose they are', async ({
    annotate,
  }) => {
    const calls = interleave(greetings, new Random(`${SEED}`), { users: false });
    const found = await findSessions(calls);
    const index = agreement(calls, found);
    await annotate(`adjusted Rand index ${index.toFixed(4)} for equal beginnings without users: ${calls.length} calls`);
    expect(new Set(found.values()).size).toBe(24);
    // What was said after the greeting is never mixed up.
    const later = Map.groupBy(calls, ({ conversation }) => conversation)
      .values()
      .map((own) => own.slice(1));
    for (const own of later) expect(new Set(own.map(({ spanId }) => found.get(spanId))).size).toBe(1);
  });

  it('are the same in whatever order their calls arrive, and however often', async () => {
    const random = new Random(`${SEED}/order`);
    for (const users of [true, false]) {
      const calls = interleave([...demo, ...greetings], random, { users });
      const expected = await findSessions(calls);
      for (let round = 0; round < 5; round += 1) {
        const again = calls.filter(() => random.next() < 0.3);
        const arrived = shuffle([...calls, ...again], random);
        expect(await findSessions(arrived), `round ${round}, users ${users}`).toEqual(expected);
      }
    }
  }, 120_000);
});
