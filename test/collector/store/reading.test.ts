import { Bus } from '../../../collector/bus.ts';
import { MemoryStore } from '../../../collector/store/memory-store.ts';
import { Counters } from '../../../collector/telemetry.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { readingSuite } from '../../support/reading-suite.ts';
import { BEGIN_MS } from '../../support/span-builder.ts';

readingSuite('memory', {
  async open(reading, again) {
    if (again) return null;
    const clock = new FakeClock(BEGIN_MS + 60_000);
    const [bus, counters] = [new Bus(), new Counters()];
    const settings = { spansMax: 1000, maxAgeMs: null, degradedReason: null, id: 'memory_store' };
    return { store: new MemoryStore({ ...settings, reading, bus, clock, counters }), close: async () => {} };
  },
});
