/** A store in memory with what operations need around it, and conversations to fill it with. */
import { Bus } from '../../collector/bus.ts';
import type { ComponentState } from '../../collector/component.ts';
import type { OperationContext } from '../../collector/operations/operation.ts';
import { AS_BUILT_IN, type ReadingSettings } from '../../collector/sessions/reading-settings.ts';
import type { Store } from '../../collector/store.ts';
import { MemoryStore } from '../../collector/store/memory-store.ts';
import { Counters } from '../../collector/telemetry.ts';
import { FakeClock } from './fake-clock.ts';
import { BEGIN_MS, buildRequest, type SpanSpec } from './span-builder.ts';

export interface BuiltStore {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: FakeClock;
  readonly counters: Counters;
  readonly context: OperationContext;
  readonly write: (spans: readonly SpanSpec[], options?: Parameters<typeof buildRequest>[1]) => Promise<void>;
}

interface Given {
  readonly degradedReason?: string | null;
  readonly components?: readonly ComponentState[];
  readonly ready?: boolean;
  readonly reading?: ReadingSettings;
}

export function buildStore({
  degradedReason = null,
  components = [],
  ready = true,
  reading = AS_BUILT_IN,
}: Given = {}): BuiltStore {
  const bus = new Bus();
  const clock = new FakeClock(BEGIN_MS + 60_000);
  const counters = new Counters();
  const store: Store = new MemoryStore({
    spansMax: 100_000,
    maxAgeMs: null,
    degradedReason,
    reading,
    bus,
    clock,
    counters,
    id: 'memory_store',
  });
  return {
    store,
    bus,
    clock,
    counters,
    context: {
      store,
      bus,
      analyses: [],
      analyzer: null,
      clock,
      counters,
      version: '0.0.0-test',
      refreshIntervalMs: 2000,
      componentStates: () => components,
      ready: () => ready,
    },
    async write(spans, options) {
      const result = await store.write(buildRequest(spans, options), { forwards: false });
      if (result.rejections.length > 0) throw new Error(`a test's span was rejected: ${result.rejections[0]?.reason}`);
    },
  };
}

/** Asks as a door does, and demands that the answer is what the operation's schema says, no more and no less. */
export async function ask<R>(
  operation: {
    readonly response: { parse(answer: unknown): R };
    answer(given: ReadonlyMap<string, unknown>, context: OperationContext): Promise<unknown>;
  },
  params: Readonly<Record<string, unknown>>,
  context: OperationContext,
): Promise<R> {
  const answer: unknown = JSON.parse(JSON.stringify(await operation.answer(new Map(Object.entries(params)), context)));
  const parsed = operation.response.parse(answer);
  // zod drops what it does not know; then the two differ.
  if (JSON.stringify(sortKeys(parsed)) !== JSON.stringify(sortKeys(answer))) {
    throw new Error(`the answer has fields that its schema has not: ${JSON.stringify(answer)}`);
  }
  return parsed;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  );
}
