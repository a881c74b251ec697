/** The announcer itself: it makes no span of its own sending, and never holds more than it may. */
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, expect, it } from 'vitest';

// @ts-expect-error The example is plain JavaScript, as users copy it.
import { AnnounceSpans } from '../../examples/announce-spans.mjs';
import { eventually } from '../support/eventually.ts';

beforeEach(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterEach(() => context.disable());

type Sent = (result: { code: number }) => void;

function announcing(answer: (sent: Sent) => void, options: Readonly<Record<string, number>> = {}) {
  const batches: { readonly spans: readonly ReadableSpan[]; readonly untraced: boolean }[] = [];
  const exporter = {
    export(spans: readonly ReadableSpan[], sent: Sent) {
      batches.push({ spans, untraced: !tracer.startSpan('POST').isRecording() });
      answer(sent);
    },
    shutdown: () => Promise.resolve(),
  };
  const processor = new AnnounceSpans(exporter, { delayMs: 1, ...options }) as { dropped: number };
  const tracer = new TracerProvider({ spanProcessors: [processor as never] }).getTracer('test');
  return { batches, processor, tracer };
}

it('sends untraced, what has not ended, without its end', async () => {
  const { batches, processor, tracer } = announcing((sent) => sent({ code: 0 }));
  tracer.startSpan('short').end();
  tracer.startSpan('long', { attributes: { note: 'kept' } });
  await eventually(() => expect(batches).toHaveLength(1));
  expect(batches[0]?.untraced).toBe(true);
  expect(batches[0]?.spans.map(({ name, endTime, attributes }) => ({ name, endTime, attributes }))).toEqual([
    { name: 'long', endTime: [0, 0], attributes: { note: 'kept', 'live_trace.span.announced': true } },
  ]);
  expect(processor.dropped).toBe(0);
});

it('drops and counts what an exporter that hangs or fails does not take', async () => {
  const hanging: Sent[] = [];
  const { batches, processor, tracer } = announcing((sent) => hanging.push(sent), {
    queueLengthMax: 3,
    batchLengthMax: 2,
  });
  for (let index = 0; index < 3; index++) tracer.startSpan(`first ${index}`);
  await eventually(() => expect(batches).toHaveLength(1));
  for (let index = 0; index < 5; index++) tracer.startSpan(`second ${index}`);
  expect(processor.dropped).toBe(3);
  hanging[0]?.({ code: 1 });
  expect(processor.dropped).toBe(5);
  await eventually(() => expect(batches).toHaveLength(2));
  expect(batches[1]?.spans.map(({ name }) => name)).toEqual(['first 2', 'second 0']);
});
