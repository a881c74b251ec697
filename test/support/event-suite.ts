/** What every store promises of coding agents that send log events and no spans: a session like any other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../collector/bus.ts';
import { getSession } from '../../collector/operations/get-session.ts';
import { getSpan } from '../../collector/operations/get-span.ts';
import { listSessions } from '../../collector/operations/list-sessions.ts';
import { exportRequest } from './export-request.ts';
import { listRecordedRequests, readLedger, RECORDINGS } from './recordings.ts';
import { ask, buildStore } from './store-builder.ts';
import type { OpenStore } from './store-suite.ts';

const LOGS_ONLY = ['codex', 'claude-code-events', 'gemini-cli-events'];
/** Spans and log events of the same calls; in the second a call's span is in another trace than its event. */
const BOTH = ['claude-code', 'claude-code-2.1.147', 'gemini-cli'];
/** Every store of the suite keeps traces for less. */
const LATER_MS = 60_000;

export function eventSuite(open: (bus: Bus) => Promise<OpenStore>): void {
  describe('with log events of coding agents', () => {
    let opened: OpenStore;
    beforeEach(async () => {
      opened = await open(new Bus());
    });
    afterEach(() => opened.close());

    const write = (name: string, signal: 'traces' | 'logs', receivedUnixMs = 0) => {
      const found = listRecordedRequests().find((request) => request.name === name && request.signal === signal);
      const body = readFileSync(join(RECORDINGS, found?.file ?? ''));
      const request = exportRequest({ signal, encoding: found?.encoding ?? 'proto', body });
      return opened.store.write({ ...request, receivedUnixMs }, { forwards: false });
    };
    const context = () => ({ ...buildStore().context, store: opened.store });
    const shown = async () => {
      const { sessions } = await ask(listSessions, {}, context());
      return Promise.all(
        sessions.map(async (session) => {
          const { timeline } = await ask(getSession, { id: session.id }, context());
          const details = timeline.map(({ span_id }) => ask(getSpan, { id: session.id, span_id }, context()));
          return { session, timeline, details: await Promise.all(details) };
        }),
      );
    };

    it.each(LOGS_ONLY)('shows %s as a session with its calls and tools', async (name) => {
      const { accepted } = await write(name, 'logs');
      const [first, ...others] = await shown();
      expect(others).toEqual([]);
      const { calls } = readLedger(name);
      const usage = calls.map(({ answer }) => answer?.usage);
      expect(first?.session).toMatchObject({
        message_count: calls.length,
        tool_uses: 1,
        errors: 0,
        cache_read_tokens: usage.reduce((sum, one) => sum + (one?.cache_read ?? 0), 0),
        output_tokens: usage.reduce((sum, one) => sum + (one?.output ?? 0) + (one?.reasoning ?? 0), 0),
      });
      const kinds = first?.timeline.map(({ kind }) => kind);
      expect(kinds).toEqual(['agent', 'llm.chat', 'tool', 'llm.chat', 'agent', 'llm.chat']);
      expect(first?.timeline.every(({ origin }) => origin === 'log')).toBe(true);
      const prompts = first?.details.flatMap(({ item, messages }) => (item.kind === 'agent' ? messages.input : []));
      expect(prompts?.map(({ parts }) => parts)).toMatchObject([
        [{ content: 'How warm is it in Paris?' }],
        [{ content: 'And where is it colder?' }],
      ]);

      const again = await write(name, 'logs');
      expect(again.accepted).toBe(accepted);
      expect(again.duplicates).toBeGreaterThan(6);
      expect(await shown()).toEqual([first]);
    });

    it.each(BOTH)('counts each call of %s once, whichever came first', async (name) => {
      const { calls } = readLedger(name);
      await write(name, 'traces');
      await write(name, 'logs');
      const [before] = await shown();
      expect(before?.session).toMatchObject({ message_count: calls.length, tool_uses: 1, errors: 0 });
      await opened.close();
      opened = await open(new Bus());
      await write(name, 'logs');
      await write(name, 'traces');
      await write(name, 'logs');
      const [after] = await shown();
      expect(after?.session).toEqual(before?.session);
      expect(after?.timeline).toEqual(before?.timeline);
    });

    it.each([...LOGS_ONLY, ...BOTH])('has no number of %s that a rebuild would change', async (name) => {
      await write(name, 'logs');
      if (!LOGS_ONLY.includes(name)) await write(name, 'traces');
      const before = await shown();
      expect(await opened.store.rebuild()).toMatchObject({ changed: 0, sessions: 1 });
      expect(await shown()).toEqual(before);
    });

    it.each([...LOGS_ONLY, ...BOTH])('lets %s go when its time is over', async (name) => {
      await write(name, 'logs');
      if (!LOGS_ONLY.includes(name)) await write(name, 'traces');
      await opened.prune(LATER_MS);
      expect(await shown()).toEqual([]);
      expect(await opened.store.readSize()).toMatchObject({ spans: 0, sessions: 0 });
      // What was kept for putting calls together is gone as well: the same events come as new ones.
      expect((await write(name, 'logs', LATER_MS)).duplicates).toBe(0);
    });
  });
}
