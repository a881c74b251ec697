/** What a user's configuration adds to how spans are read holds for every store, on the way in and when all is derived anew. */
import { afterEach, describe, expect, it } from 'vitest';

import type { Store } from '../../collector/store.ts';
import type { ReadingSettings } from '../../collector/sessions/reading-settings.ts';
import { buildRequest, chat } from './span-builder.ts';

export interface OpenedStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

export interface ReadingSuite {
  /** Opens the same data again, where the store keeps it; null where it cannot. */
  open(reading: ReadingSettings, again: boolean): Promise<OpenedStore | null>;
}

const price = (model: string, input: number, output: number): ReadingSettings['prices'][number] => ({
  model,
  provider: null,
  rates: {
    input,
    output,
    cacheRead: null,
    cacheWrite: null,
    cacheWriteHour: null,
    reasoning: null,
    inputAudio: null,
    outputAudio: null,
  },
});

export function readingSuite(name: string, { open }: ReadingSuite): void {
  describe(`${name} with a user's own reading`, () => {
    const opened: OpenedStore[] = [];
    const start = async (reading: ReadingSettings, again = false): Promise<Store | null> => {
      const one = await open(reading, again);
      if (one !== null) opened.push(one);
      return one?.store ?? null;
    };
    const stop = async (): Promise<void> => {
      for (const { close } of opened.splice(0)) await close();
    };
    afterEach(stop);

    const costOf = async (store: Store, sessionId: string) => {
      const totals = (await store.readSession(sessionId))?.totals;
      return [totals?.costNanoUsd, totals?.unpricedCalls];
    };
    const SPAN = chat({
      trace: 'one',
      id: 'a',
      attributes: { 'session.id': 's1', 'gen_ai.request.model': 'my-model' },
    });

    it('prices calls by it, and anew when the prices change', async () => {
      const store = (await start({ prices: [price('my-*', 1, 10)] })) as Store;
      await store.write(buildRequest([SPAN]), { forwards: false });
      // 100 × 1 + 20 × 10 millionths
      expect(await costOf(store, 's1')).toEqual([300_000, 0]);
      expect(await store.rebuild()).toMatchObject({ spans: 1, changed: 0 });
      await stop();
      const later = await start({ prices: [price('my-model', 2, 10)] }, true);
      if (later === null) return;
      // What is stored stays what it was until it is asked for.
      expect(await costOf(later, 's1')).toEqual([300_000, 0]);
      expect(await later.rebuild()).toMatchObject({ spans: 1, changed: 1 });
      expect(await costOf(later, 's1')).toEqual([400_000, 0]);
      await stop();
      const without = (await start({ prices: [] }, true)) as Store;
      await without.rebuild();
      expect(await costOf(without, 's1')).toEqual([0, 1]);
    });
  });
}
