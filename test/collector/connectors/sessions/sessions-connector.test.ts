/** When a session is over: by a deadline, by a word of a span, once, and never by two completions at a time. */
import { describe, expect, it } from 'vitest';

import { sessionsConfig } from '../../../../collector/connectors/sessions/config.ts';
import { SessionsConnector } from '../../../../collector/connectors/sessions/sessions-connector.ts';
import type { Store } from '../../../../collector/store.ts';
import { componentSuite } from '../../../support/component-suite.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';
import { readmeSuite } from '../../../support/readme-suite.ts';
import { buildStore } from '../../../support/store-builder.ts';
import { testSettings } from '../../../support/test-settings.ts';

/** Answers when told, so that a test can look at what happens meanwhile. */
class SlowStore implements Pick<Store, 'completeSessions' | 'readActiveSessions'> {
  readonly asked: { readonly sessionIds: readonly string[]; readonly idleSinceMs: number; readonly nowMs: number }[] =
    [];
  active: { id: string; lastReceivedMs: number }[] = [];
  atOnce = 0;
  atOnceMost = 0;
  failures = 0;
  /** Completes what it is asked to, less what is named here. */
  readonly refuses = new Set<string>();
  gate: Promise<void> = Promise.resolve();

  async readActiveSessions() {
    this.#fail();
    return this.active;
  }

  async completeSessions(sessionIds: readonly string[], idleSinceMs: number, nowMs: number): Promise<string[]> {
    this.asked.push({ sessionIds, idleSinceMs, nowMs });
    this.atOnce += 1;
    this.atOnceMost = Math.max(this.atOnceMost, this.atOnce);
    await this.gate;
    this.atOnce -= 1;
    this.#fail();
    return sessionIds.filter((id) => !this.refuses.has(id));
  }

  #fail(): void {
    if (this.failures === 0) return;
    this.failures -= 1;
    throw new Error('the disk is full of a stranger\u2019s text');
  }
}

function asStore(slow: SlowStore): Store {
  return Object.assign(buildStore().store, {
    readActiveSessions: () => slow.readActiveSessions(),
    completeSessions: (ids: readonly string[], idleSinceMs: number, nowMs: number) =>
      slow.completeSessions(ids, idleSinceMs, nowMs),
  });
}

async function connect(given: { active?: readonly string[]; config?: object } = {}) {
  const clock = new FakeClock();
  const store = new SlowStore();
  store.active = (given.active ?? []).map((id) => ({ id, lastReceivedMs: clock.nowMs() }));
  const base = testSettings({ id: 'sessions', clock });
  const settings = { ...base, extensions: { ...base.extensions, store: () => asStore(store) } };
  const connector = new SessionsConnector(sessionsConfig.parse(given.config ?? {}), settings);
  const ended: string[][] = [];
  settings.bus.subscribe('session.ended', ({ sessionIds }) => void ended.push([...sessionIds]));
  const touch = (id: string, over = false, lastReceivedMs = clock.nowMs()) =>
    settings.bus.publish('spans.stored', {
      sessions: [{ id, agentId: 'a', lastReceivedMs, ended: over }],
      spanCount: 1,
    });
  await connector.start();
  await settle();
  return { clock, store, connector, ended, touch, settings };
}

describe('the sessions connector', () => {
  it('completes a session that took no span for the idle timeout, once', async () => {
    const { clock, ended, touch, store } = await connect();
    touch('s1');
    await clock.advance(29_000);
    expect(ended).toEqual([]);
    await clock.advance(2000);
    expect(ended).toEqual([['s1']]);
    const asked = store.asked.length;
    await clock.advance(600_000);
    expect(ended).toEqual([['s1']]);
    expect(store.asked).toHaveLength(asked);
  });

  it('asks the store about the idle time on its own clock', async () => {
    const { clock, store, touch } = await connect({ config: { idle_timeout: '5s', check_interval: '500ms' } });
    const touchedMs = clock.nowMs();
    touch('s1');
    await clock.advance(5500);
    expect(store.asked).toEqual([{ sessionIds: ['s1'], idleSinceMs: touchedMs, nowMs: touchedMs + 5000 }]);
  });

  it('starts the wait anew with every span', async () => {
    const { clock, ended, touch } = await connect();
    for (let turn = 0; turn < 4; turn++) {
      touch('s1');
      await clock.advance(20_000);
    }
    expect(ended).toEqual([]);
    await clock.advance(11_000);
    expect(ended).toEqual([['s1']]);
  });

  it('completes a session at once when a span says that it is over', async () => {
    const { ended, touch } = await connect();
    touch('s1', true);
    await settle();
    expect(ended).toEqual([['s1']]);
  });

  it('completes a session again that a later span opened', async () => {
    const { clock, ended, touch } = await connect();
    touch('s1', true);
    await settle();
    touch('s1');
    await clock.advance(31_000);
    expect(ended).toEqual([['s1'], ['s1']]);
  });

  it('knows the sessions that were active when the program ended before', async () => {
    const { clock, ended } = await connect({ active: ['old'] });
    await clock.advance(31_000);
    expect(ended).toEqual([['old']]);
  });

  it('tells only of sessions that the store did complete, and forgets the others', async () => {
    const { clock, ended, store, touch } = await connect();
    store.refuses.add('gone');
    touch('gone');
    touch('s1');
    await clock.advance(31_000);
    expect(ended).toEqual([['s1']]);
    const asked = store.asked.length;
    await clock.advance(60_000);
    expect(store.asked).toHaveLength(asked);
  });

  it('never has two completions under way', async () => {
    const { clock, store, touch, ended } = await connect();
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    touch('s1', true);
    await clock.advance(5000);
    touch('s2', true);
    await clock.advance(5000);
    expect(store.asked).toHaveLength(1);
    open();
    await settle();
    expect(ended).toEqual([['s1'], ['s2']]);
    expect(store.atOnceMost).toBe(1);
  });

  it('keeps the deadline of a session that took a span while the store completed it', async () => {
    const { clock, store, touch, ended } = await connect();
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    touch('s1', true);
    await settle();
    // Received before the completion was asked for, committed after it: the session is open again.
    touch('s1', false, clock.nowMs() - 10);
    open();
    await settle();
    await clock.advance(31_000);
    expect(ended).toEqual([['s1'], ['s1']]);
  });

  it('does not let a notice that was overtaken take the deadline back', async () => {
    const { clock, touch, ended } = await connect();
    touch('s1', false, clock.nowMs() + 20_000);
    touch('s1', false, clock.nowMs());
    await clock.advance(45_000);
    expect(ended).toEqual([]);
    await clock.advance(6000);
    expect(ended).toEqual([['s1']]);
  });

  it('tries again at the next check after a failure, and says so once without the error’s text', async () => {
    const { clock, store, touch, ended, settings } = await connect();
    touch('s1');
    store.failures = 3;
    await clock.advance(40_000);
    expect(ended).toEqual([['s1']]);
    const lines = settings.logged().trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('sessions could not be completed');
    expect(settings.logged()).not.toContain('stranger');
    expect(settings.counters.get('live_trace_sessions_failed_checks', { connector: 'sessions' })).toBe(3);
  });

  it('reads the active sessions at a later check where the store was away at start', async () => {
    const clock = new FakeClock();
    const store = new SlowStore();
    store.active = [{ id: 'old', lastReceivedMs: clock.nowMs() }];
    store.failures = 2;
    const base = testSettings({ clock });
    const settings = { ...base, extensions: { ...base.extensions, store: () => asStore(store) } };
    const connector = new SessionsConnector(sessionsConfig.parse({}), settings);
    await connector.start();
    await clock.advance(31_000);
    expect(store.asked.map(({ sessionIds }) => sessionIds)).toEqual([['old']]);
    await connector.shutdown();
  });

  it('completes at most 1000 sessions at one check and the rest at the next', async () => {
    const { clock, ended, touch } = await connect();
    for (let index = 0; index < 2500; index++) touch(`s${index}`);
    await clock.advance(30_000);
    expect(ended.map((ids) => ids.length)).toEqual([1000]);
    await clock.advance(2000);
    expect(ended.map((ids) => ids.length)).toEqual([1000, 1000, 500]);
    expect(new Set(ended.flat()).size).toBe(2500);
  });

  it('waits at shutdown for the completion under way and leaves no timer', async () => {
    const { clock, connector, store, touch, ended } = await connect();
    let open = () => {};
    store.gate = new Promise((resolve) => (open = resolve));
    touch('s1', true);
    await settle();
    let stopped = false;
    const stopping = connector.shutdown().then(() => (stopped = true));
    await settle();
    expect(stopped).toBe(false);
    open();
    await stopping;
    expect(ended).toEqual([['s1']]);
    expect(clock.waiting).toBe(0);
    touch('s2', true);
    await settle();
    expect(store.asked).toHaveLength(1);
  });
});

describe('its configuration', () => {
  it.each(['0s', '0', '-1s', 30, 'soon'])('refuses an idle timeout of %j', (idle_timeout) => {
    expect(sessionsConfig.safeParse({ idle_timeout }).success).toBe(false);
  });
});

componentSuite('the sessions connector', () => new SessionsConnector(sessionsConfig.parse({}), testSettings()));
readmeSuite('collector/connectors/sessions', sessionsConfig);
