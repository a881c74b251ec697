/** What a user's configuration adds to how spans are read holds for every store, on the way in and when all is derived anew. */
import { afterEach, describe, expect, it } from 'vitest';

import type { NewestSpan, Store } from '../../collector/store.ts';
import { AS_BUILT_IN, type ReadingSettings } from '../../collector/sessions/reading-settings.ts';
import { decodeStoredSpan, readStoredContents } from '../../collector/store/decode-stored-span.ts';
import { BEGIN_MS, buildRequest, chat, spanIdOf } from './span-builder.ts';

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

export function readingSuite(name: string, stores: ReadingSuite): void {
  describe(`${name} with a user's own reading`, () => {
    const opened: OpenedStore[] = [];
    const start = async (reading: ReadingSettings, again = false): Promise<Store | null> => {
      const one = await stores.open(reading, again);
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

    it('reads attributes by its mapping, when they come, when they are shown and when all is derived anew', async () => {
      const rule = { scope: null, span: 'acme.*', has: null, exclusive: [] };
      const fields = { request_model: ['acme.model'], output_tokens: ['acme.out'], session_id: ['acme.talk'] };
      const mapping = [{ ...rule, kind: 'llm.chat', fields: { ...fields, output: ['acme.said'] } }] as const;
      const store = (await start({ prices: [], mapping })) as Store;
      const attributes = { 'acme.model': 'gpt-4o', 'acme.out': '20', 'acme.talk': 'talk-1', 'acme.said': 'Hello' };
      await store.write(buildRequest([{ trace: 'one', id: 'a', name: 'acme.call', attributes }]), { forwards: false });
      const isRead = async (from: Store) => {
        const stored = await from.readSpan('talk-1', spanIdOf('a'));
        if (stored === null) return null;
        const contents = readStoredContents(stored, decodeStoredSpan(stored, from.own));
        const { kind, vocabulary, costNanoUsd } = stored.record;
        return { kind, vocabulary, costNanoUsd, output: contents.output.flatMap(({ parts }) => parts) };
      };
      // 20 × 10 millionths
      const wanted = { kind: 'llm.chat', vocabulary: 'mapping', costNanoUsd: 200_000 };
      expect(await isRead(store)).toEqual({ ...wanted, output: [{ type: 'text', content: 'Hello' }] });
      expect((await store.readSession('talk-1'))?.totals.calls).toBe(1);
      expect(await store.rebuild()).toMatchObject({ changed: 0 });
      await stop();
      const without = await start(AS_BUILT_IN, true);
      if (without === null) return;
      expect(await without.rebuild()).toMatchObject({ changed: 1 });
      expect(await isRead(without)).toBeNull();
      await stop();
      const again = (await start({ prices: [], mapping }, true)) as Store;
      await again.rebuild();
      expect(await isRead(again)).toMatchObject(wanted);
    });

    it('gives the newest spans first, to the limit, with how their session was named', async () => {
      const store = (await start(AS_BUILT_IN)) as Store;
      for (let index = 0; index < 120; index++) {
        const attributes = index === 118 ? { 'session.id': 's1' } : {};
        const span = chat({ trace: `t${index}`, id: `s${index}`, attributes });
        await store.write(buildRequest([span], { receivedMs: BEGIN_MS + index }), { forwards: false });
      }
      const seen: NewestSpan[] = [];
      for await (const page of store.readNewestSpans(110)) seen.push(...page);
      expect(seen.map(({ record }) => record.spanId)).toEqual(
        Array.from({ length: 110 }, (_, index) => spanIdOf(`s${119 - index}`)),
      );
      expect(seen.slice(0, 3).map(({ sessionSource }) => sessionSource)).toEqual(['trace', 'attribute', 'trace']);
      expect(seen[0]?.hasLogRecords).toBe(false);
    });

    it('prices calls by it, and anew when the prices change', async () => {
      const store = (await start({ prices: [price('my-*', 1, 10)], mapping: [] })) as Store;
      await store.write(buildRequest([SPAN]), { forwards: false });
      // 100 × 1 + 20 × 10 millionths
      expect(await costOf(store, 's1')).toEqual([300_000, 0]);
      expect(await store.rebuild()).toMatchObject({ spans: 1, changed: 0 });
      await stop();
      const later = await start({ prices: [price('my-model', 2, 10)], mapping: [] }, true);
      if (later === null) return;
      // What is stored stays what it was until it is asked for.
      expect(await costOf(later, 's1')).toEqual([300_000, 0]);
      expect(await later.rebuild()).toMatchObject({ spans: 1, changed: 1 });
      expect(await costOf(later, 's1')).toEqual([400_000, 0]);
      await stop();
      const without = (await start(AS_BUILT_IN, true)) as Store;
      await without.rebuild();
      expect(await costOf(without, 's1')).toEqual([0, 1]);
    });
  });
}
