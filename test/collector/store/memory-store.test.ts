/** The memory store against the common suite, and its own limits. */
import { expect, it } from 'vitest';

import { Bus } from '../../../collector/bus.ts';
import { systemClock, type Clock } from '../../../collector/clock.ts';
import { MemoryStore } from '../../../collector/store/memory-store.ts';
import { Counters } from '../../../collector/telemetry.ts';
import { buildRequest, chat, traceIdOf } from '../../support/span-builder.ts';
import { storeSuite } from '../../support/store-suite.ts';

function openMemoryStore(bus: Bus, options: { spansMax?: number; maxAgeMs?: number; clock?: Clock } = {}) {
  const counters = new Counters();
  const { spansMax = 10_000, maxAgeMs = null, clock = systemClock } = options;
  const store = new MemoryStore({ spansMax, maxAgeMs, degradedReason: null, bus, clock, counters, id: 'memory_store' });
  return { store, counters };
}

storeSuite('memory store', async (bus) => ({ ...openMemoryStore(bus), close: async () => {} }));

it('lets the oldest traces go beyond max_spans, and their numbers with them', async () => {
  const { store, counters } = openMemoryStore(new Bus(), { spansMax: 3 });
  for (let index = 0; index < 5; index++) {
    await store.write(buildRequest([chat({ trace: `t${index}`, id: 'llm', tokens: [10, 1] })], { service: 'desk' }));
  }
  expect(await store.readSize()).toMatchObject({ spans: 3, sessions: 3 });
  expect(await store.readSession(traceIdOf('t0'))).toBeNull();
  expect(await store.readAgent('desk')).toMatchObject({ totalSessions: 3, totals: { calls: 3 } });
  expect(counters.get('live_trace_store_pruned_traces', { extension: 'memory_store' })).toBe(2);
});

it('lets traces older than max_age go', async () => {
  let nowMs = 100_000;
  const clock: Clock = { ...systemClock, nowMs: () => nowMs };
  const { store } = openMemoryStore(new Bus(), { maxAgeMs: 10_000, clock });
  await store.write(buildRequest([{ trace: 'old', id: 'a' }], { receivedMs: 95_000 }));
  await store.write(buildRequest([{ trace: 'new', id: 'a' }], { receivedMs: 100_000 }));
  nowMs = 106_000;
  store.prune();
  expect(await store.readSession(traceIdOf('old'))).toBeNull();
  expect(await store.readSession(traceIdOf('new'))).not.toBeNull();
});
