import { describe, expect, it } from 'vitest';

import { memoryLimiterConfig } from '../../../collector/span-processors/memory-limiter/config.ts';
import { memoryLimiterProcessor } from '../../../collector/span-processors/memory-limiter/factory.ts';
import { MemoryLimiter } from '../../../collector/span-processors/memory-limiter/limiter.ts';
import { componentSuite } from '../../support/component-suite.ts';
import { exportRequest, tracesBody } from '../../support/export-request.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { readmeSuite } from '../../support/readme-suite.ts';
import { testSettings } from '../../support/test-settings.ts';

const MIB = 2 ** 20;

async function setUp(given: object) {
  const clock = new FakeClock();
  const settings = testSettings({ id: 'memory_limiter', clock });
  let usedMib = 0;
  const memory = { usedBytes: () => usedMib * MIB, totalBytes: () => 1000 * MIB };
  const limiter = new MemoryLimiter(memoryLimiterConfig.parse(given), settings, memory);
  await limiter.start();
  const takesAt = async (mib: number) => {
    usedMib = mib;
    await clock.advance(1000);
    try {
      limiter.process(exportRequest({ body: tracesBody(4) }));
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'MEMORY_LIMIT' });
      return false;
    }
  };
  return { limiter, settings, clock, takesAt, setUsed: (mib: number) => (usedMib = mib) };
}

const create = (config: object) =>
  memoryLimiterProcessor.create(memoryLimiterProcessor.config.parse(config), testSettings());

componentSuite('memory_limiter', () => create({ limit_mib: 512 }));
readmeSuite('collector/span-processors/memory-limiter', memoryLimiterConfig);

describe('memory_limiter', () => {
  it.each([
    ['a fifth below the limit', { limit_mib: 500 }, 400],
    ['at limit minus spike', { limit_mib: 500, spike_limit_mib: 50 }, 450],
    ['by share of the memory', { limit_percentage: 50 }, 400],
    ['by share of the memory, spike included', { limit_percentage: 50, spike_limit_percentage: 20 }, 300],
  ])('refuses %s, and takes again below it', async (_name, config, softMib) => {
    const { takesAt } = await setUp(config);
    expect(await takesAt(softMib)).toBe(true);
    expect(await takesAt(softMib + 1)).toBe(false);
    expect(await takesAt(softMib)).toBe(true);
  });

  it('passes the very request on, and counts items taken and refused', async () => {
    const { limiter, takesAt, settings } = await setUp({ limit_mib: 100 });
    const request = exportRequest();
    expect(limiter.process(request)).toBe(request);
    limiter.passedOn('traces', 1);
    await takesAt(1000);
    await takesAt(1000);
    const labels = { processor: 'memory_limiter' };
    expect(settings.counters.get('otelcol_processor_memory_limiter_accepted_spans', labels)).toBe(1);
    expect(settings.counters.get('otelcol_processor_memory_limiter_refused_spans', labels)).toBe(8);
  });

  it('looks once every check_interval, and says a change once', async () => {
    const { limiter, clock, settings, setUsed } = await setUp({ limit_mib: 100, check_interval: '10s' });
    setUsed(1000);
    await clock.advance(9999);
    expect(() => limiter.process(exportRequest())).not.toThrow();
    await clock.advance(1);
    expect(() => limiter.process(exportRequest())).toThrow();
    await clock.advance(100_000);
    expect(settings.logged().trim().split('\n')).toHaveLength(1);
  });

  it('stops looking after shutdown', async () => {
    const { limiter, clock } = await setUp({ limit_mib: 100 });
    await limiter.shutdown();
    expect(clock.waiting).toBe(0);
  });

  it('takes requests in a process that is well within its limit, by the real measure', async () => {
    const limiter = create({ limit_mib: 100_000 });
    await limiter.start();
    expect(() => limiter.process(exportRequest())).not.toThrow();
    await limiter.shutdown();
    const tight = create({ limit_mib: 1 });
    await tight.start();
    expect(() => tight.process(exportRequest())).toThrow(expect.objectContaining({ code: 'MEMORY_LIMIT' }));
    await tight.shutdown();
  });

  it.each([
    {},
    { limit_mib: 1, limit_percentage: 1 },
    { limit_mib: 0 },
    { limit_percentage: 101 },
    { limit_mib: 100, spike_limit_mib: 100 },
    { limit_percentage: 50, spike_limit_percentage: 50 },
    { limit_mib: 100, spike_limit_mib: 10, spike_limit_percentage: 1 },
    { limit_mib: 100, check_interval: '0s' },
    { limit_mib: 100, other: 1 },
  ])('refuses the configuration %j', (config) => {
    expect(memoryLimiterConfig.safeParse(config).success).toBe(false);
  });
});
