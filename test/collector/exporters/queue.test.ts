import { describe, expect, it } from 'vitest';

import { queueConfig, retryConfig } from '../../../collector/exporters/queue-config.ts';
import { SendingQueue, type Parcel, type SendResult } from '../../../collector/exporters/queue.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { testSettings } from '../../support/test-settings.ts';

interface Numbered extends Parcel {
  readonly number: number;
}

const SENT: SendResult = { kind: 'sent' };
const DOWN: SendResult = { kind: 'failed', reason: 'ECONNREFUSED' };

function setUp(send: (parcel: Numbered, signal: AbortSignal) => Promise<SendResult>, queue = {}, retry = {}) {
  const clock = new FakeClock();
  const settings = testSettings({ clock });
  const labels = { exporter: 'otlp_http' };
  const subject = new SendingQueue<Numbered>({
    id: 'otlp_http',
    queue: queueConfig.parse(queue),
    retry: retryConfig.parse(retry),
    clock,
    counters: settings.counters,
    logger: settings.logger,
    send,
    random: () => 0.5,
  });
  subject.start();
  return { queue: subject, clock, settings, count: (name: string) => settings.counters.get(name, labels), labels };
}

const parcel = (number: number, bytes = 10, items = 2): Numbered => ({
  signal: 'traces',
  items,
  bytes: new Uint8Array(bytes),
  number,
});

describe('a destination that is down and comes up', () => {
  it('loses nothing of what was taken', async () => {
    let up = false;
    const delivered: number[] = [];
    const { queue, clock, count } = setUp(async ({ number }) => {
      if (!up) return DOWN;
      delivered.push(number);
      return SENT;
    });
    for (let number = 0; number < 200; number++) queue.enqueue(parcel(number));
    await clock.advance(200_000);
    expect(delivered).toEqual([]);
    up = true;
    await clock.advance(60_000);
    expect(delivered.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, number) => number));
    expect(count('otelcol_exporter_sent_spans')).toBe(400);
    expect(count('otelcol_exporter_queue_size')).toBe(0);
    expect(count('live_trace_exporter_queue_bytes')).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('gives up after max_elapsed_time and counts what it dropped under the reason', async () => {
    const { queue, clock, count, settings, labels } = setUp(async () => DOWN, { num_consumers: 1 });
    queue.enqueue(parcel(1));
    await clock.advance(400_000);
    expect(count('otelcol_exporter_send_failed_spans')).toBe(2);
    const dropped = { ...labels, signal: 'traces', reason: 'retries_exhausted' };
    expect(settings.counters.get('live_trace_exporter_dropped_items', dropped)).toBe(2);
    expect(count('otelcol_exporter_queue_size')).toBe(0);
  });

  it('waits as long as the destination asked', async () => {
    const sentAtMs: number[] = [];
    const { queue, clock } = setUp(async () => {
      sentAtMs.push(clock.nowMs());
      return sentAtMs.length === 1 ? { kind: 'failed', reason: 'HTTP 503', retryAfterMs: 42_000 } : SENT;
    });
    queue.enqueue(parcel(1));
    await clock.advance(41_999);
    expect(sentAtMs).toHaveLength(1);
    await clock.advance(1);
    expect((sentAtMs[1] ?? 0) - (sentAtMs[0] ?? 0)).toBe(42_000);
  });

  it('writes one line a minute and reason, with how often it went unsaid', async () => {
    const { queue, clock, settings } = setUp(async () => DOWN, { num_consumers: 50 });
    for (let number = 0; number < 50; number++) queue.enqueue(parcel(number));
    await clock.advance(30_000);
    const lines = () =>
      settings
        .logged()
        .split('\n')
        .filter((line) => line.includes('will retry'));
    expect(lines()).toHaveLength(1);
    await clock.advance(60_000);
    expect(lines()).toHaveLength(2);
    expect(JSON.parse(lines()[1] ?? '').repeated).toBeGreaterThan(50);
  });
});

describe('what the destination refuses', () => {
  it('is dropped at once, counted, and not tried again', async () => {
    let attempts = 0;
    const { queue, clock, count, settings } = setUp(async () => {
      attempts += 1;
      return { kind: 'refused', reason: 'HTTP 400' };
    });
    queue.enqueue(parcel(1));
    await clock.advance(1_000_000);
    expect(attempts).toBe(1);
    expect(count('otelcol_exporter_send_failed_spans')).toBe(2);
    expect(settings.logged()).toContain('HTTP 400');
  });
});

describe('the bound', () => {
  const never = () => new Promise<SendResult>(() => {});

  it.each([
    ['requests', { queue_size: 3 }, 3],
    ['items', { queue_size: 7, sizer: 'items' }, 3],
    ['bytes', { queue_size: 35, sizer: 'bytes' }, 3],
    ['max_bytes, whatever the sizer', { queue_size: 100, max_bytes: 39 }, 3],
    ['no queue: only what is being sent', { enabled: false, num_consumers: 2 }, 2],
  ])('holds for %s, and a drop is refused and counted', async (_name, config, taken) => {
    const { queue, count, settings, labels } = setUp(never, { num_consumers: 1, ...config });
    for (let number = 0; number < taken; number++) queue.enqueue(parcel(number));
    await settle();
    expect(() => queue.enqueue(parcel(99))).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
    expect(count('otelcol_exporter_enqueue_failed_spans')).toBe(2);
    const dropped = { ...labels, signal: 'traces', reason: 'queue_full' };
    expect(settings.counters.get('live_trace_exporter_dropped_items', dropped)).toBe(2);
    expect(settings.counters.get('live_trace_exporter_dropped_requests', dropped)).toBe(1);
  });

  it('opens again when something was delivered', async () => {
    let deliver: (result: SendResult) => void = () => {};
    const { queue, count } = setUp(() => new Promise((resolve) => (deliver = resolve)), { queue_size: 1 });
    queue.enqueue(parcel(1));
    expect(() => queue.enqueue(parcel(2))).toThrow();
    deliver(SENT);
    await settle();
    queue.enqueue(parcel(3));
    expect(count('otelcol_exporter_queue_size')).toBe(1);
    expect(count('otelcol_exporter_queue_capacity')).toBe(1);
  });

  it('sends at most num_consumers at a time', async () => {
    let under_way = 0;
    let most = 0;
    const { queue } = setUp(
      async () => {
        most = Math.max(most, ++under_way);
        await settle();
        under_way -= 1;
        return SENT;
      },
      { num_consumers: 3 },
    );
    for (let number = 0; number < 20; number++) queue.enqueue(parcel(number));
    await queue.shutdown();
    expect(most).toBe(3);
  });
});

describe('shutdown', () => {
  it('sends what is left, without waiting for the next retry', async () => {
    let up = false;
    const delivered: number[] = [];
    const { queue, clock, count } = setUp(
      async ({ number }) => {
        if (!up) return DOWN;
        delivered.push(number);
        return SENT;
      },
      { num_consumers: 2 },
    );
    for (let number = 0; number < 5; number++) queue.enqueue(parcel(number));
    await settle();
    up = true;
    await queue.shutdown();
    expect(delivered.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(count('otelcol_exporter_send_failed_spans')).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('counts what it could not send within shutdown_timeout', async () => {
    const { queue, clock, settings, labels, count } = setUp(
      (_parcel, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => resolve({ kind: 'failed', reason: 'aborted' })),
        ),
      { num_consumers: 2 },
    );
    for (let number = 0; number < 5; number++) queue.enqueue(parcel(number));
    const closed = queue.shutdown();
    await clock.advance(5000);
    await closed;
    const dropped = { ...labels, signal: 'traces', reason: 'shutdown' };
    expect(settings.counters.get('live_trace_exporter_dropped_items', dropped)).toBe(10);
    expect(count('otelcol_exporter_queue_size')).toBe(0);
  });

  it('takes nothing more, and counts that too', async () => {
    const { queue, count } = setUp(async () => SENT);
    await queue.shutdown();
    expect(() => queue.enqueue(parcel(1))).toThrow(expect.objectContaining({ code: 'SHUTTING_DOWN' }));
    expect(count('otelcol_exporter_enqueue_failed_spans')).toBe(2);
  });
});
