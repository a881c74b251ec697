/** The memory store against the common suite, and its own limits. */
import { expect, it } from 'vitest';

import { Bus } from '../../../collector/bus.ts';
import { systemClock, type Clock } from '../../../collector/clock.ts';
import { MemoryStore } from '../../../collector/store/memory-store.ts';
import { Counters } from '../../../collector/telemetry.ts';
import { analysisSuite } from '../../support/analysis-suite.ts';
import { buildRequest, chat, traceIdOf } from '../../support/span-builder.ts';
import { RETAINED_MS, storeSuite } from '../../support/store-suite.ts';
import { searchSuite } from '../../support/search-suite.ts';
import { reportPageSuite } from '../../support/report-page-suite.ts';
import { sessionListSuite } from '../../support/session-list-suite.ts';

function openMemoryStore(bus: Bus, options: { spansMax?: number; maxAgeMs?: number; clock?: Clock } = {}) {
  const counters = new Counters();
  const { spansMax = 10_000, maxAgeMs = null, clock = systemClock } = options;
  const store = new MemoryStore({ spansMax, maxAgeMs, degradedReason: null, bus, clock, counters, id: 'memory_store' });
  return { store, counters };
}

const openSuite = async (bus: Bus) => {
  let nowMs = 0;
  const clock: Clock = { ...systemClock, nowMs: () => nowMs };
  const { store } = openMemoryStore(bus, { maxAgeMs: RETAINED_MS, clock });
  return {
    store,
    async prune(atMs: number) {
      nowMs = atMs;
      store.prune();
    },
    close: async () => {},
  };
};

storeSuite('memory store', openSuite);
analysisSuite('memory store', openSuite);
searchSuite('memory store', openSuite);
sessionListSuite('memory store', openSuite);
reportPageSuite('memory store', openSuite);

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
