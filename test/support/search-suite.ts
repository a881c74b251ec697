/** What every store finds: the same words in the same texts, whatever index it has. Part of `storeSuite`'s contract. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Bus } from '../../collector/bus.ts';
import type { SearchPage, Store } from '../../collector/store.ts';
import { matchesText, parseTextQuery } from '../../collector/store/text-query.ts';
import { eventually } from './eventually.ts';
import { agent, buildRequest, chat, spanIdOf, tool, traceIdOf, type SpanSpec } from './span-builder.ts';
import type { OpenStore } from './store-suite.ts';

const message = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });
const LONG = 'The delivery went to the wrong address in Zürich. '.repeat(12);
const PROMPT = message('user', 'Where is my order 4711?');
const ANSWER = message('assistant', `It left the depot. ${LONG}`);

/** Two turns: the second sends the history again, long messages and short ones. */
export const DELIVERY: readonly SpanSpec[] = [
  agent({ trace: 't1', id: 'root', agent: 'support', attributes: { 'session.id': 's1' } }),
  chat({
    trace: 't1',
    id: 'llm1',
    start: 10,
    attributes: {
      'session.id': 's1',
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'You help with naïve questions.' }]),
      'gen_ai.input.messages': JSON.stringify([PROMPT]),
      'gen_ai.output.messages': JSON.stringify([ANSWER]),
    },
  }),
  tool({
    trace: 't1',
    id: 'tool1',
    start: 20,
    tool: 'track_parcel',
    error: true,
    attributes: {
      'session.id': 's1',
      'gen_ai.tool.call.arguments': JSON.stringify({ order: 4711, carrier: { name: 'Rocket Mail' } }),
      'gen_ai.tool.call.result': 'Parcel  not\nfound; contact ops@example.com or 東京都港区',
    },
  }),
  chat({
    trace: 't1',
    id: 'llm2',
    start: 30,
    attributes: {
      'session.id': 's1',
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'You help with naïve questions.' }]),
      'gen_ai.input.messages': JSON.stringify([PROMPT, ANSWER, message('user', 'Please refund it')]),
      'gen_ai.output.messages': JSON.stringify([message('assistant', 'Refunded.')]),
    },
  }),
  chat({
    trace: 't2',
    id: 'other',
    start: 40,
    attributes: {
      'gen_ai.input.messages': JSON.stringify([message('user', 'refund NEAR(rocket fuel)')]),
      'llm.tools.0.tool.json_schema': JSON.stringify({
        function: { name: 'lookup', description: 'Looks up a tariff' },
      }),
      'notes.of.nobody': `kept because it is long ${'- '.repeat(130)} pelican`,
    },
  }),
];

const CASES: readonly (readonly [query: string, spans: readonly string[]])[] = [
  ['refund', ['llm2', 'other']],
  ['REFUND please', ['llm2']],
  ['please refund -rocket', ['llm2']],
  ['refund -please', ['other']],
  ['refund* -near', ['llm2', 'llm2']],
  ['"refund it"', ['llm2']],
  ['"it refund"', []],
  ['"wrong addr"*', ['llm1']],
  ['"wrong addr"', []],
  ['refund -"please refund"', ['other']],
  ['zurich', ['llm1']],
  ['ZÜRICH', ['llm1']],
  ['naive', ['llm1']],
  ['4711', ['llm1', 'tool1']],
  ['order 4711', ['llm1']],
  ['rocket mail', ['tool1']],
  ['ops@example.com', ['tool1']],
  ['example.com@ops', []],
  ['"not found"', ['tool1']],
  ['東京', ['tool1']],
  ['京東', []],
  ['tariff', ['other']],
  ['pelican', ['other']],
  ['failed', ['tool1']],
  ['near', ['other']],
  ['NEAR(rocket fuel)', ['other']],
  ['text:refund', []],
  ['refund" OR "zurich', []],
  ['refund OR zurich', []],
  ['ref*und', []],
  ["refund'; DROP TABLE search; --", []],
  ['^refund', ['llm2', 'other']],
  ['user', []],
  ['nothing here', []],
];

export function searchSuite(name: string, open: (bus: Bus) => Promise<OpenStore>): void {
  describe(`${name} searched`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open(new Bus());
      store = opened.store;
    });
    afterEach(() => opened.close());

    const write = (spans: readonly SpanSpec[]) => store.write(buildRequest(spans), { forwards: false });
    const search = async (q: string, limit = 500): Promise<SearchPage> => {
      let page: SearchPage | undefined;
      await eventually(async () => {
        page = await store.search({ text: parseTextQuery(q), limit, offset: 0 });
        expect(page.catchingUp).toBe(false);
      });
      if (page === undefined) throw new Error('nothing was answered');
      return page;
    };
    const sessionsWith = async (q: string) => {
      const query = { text: parseTextQuery(q), sort: 'last_activity', limit: 500, offset: 0 } as const;
      const { sessions, totalCount, search: state } = await store.listSessions(query);
      expect([totalCount, state]).toEqual([sessions.length, { complete: true, catchingUp: false }]);
      return sessions.map(({ id }) => id).sort();
    };

    it('finds what each query says, and treats no text as syntax', async () => {
      for (const span of DELIVERY) await write([span]);
      for (const [q, spans] of CASES) {
        const { hits, totalCount, complete } = await search(q);
        expect(hits.map(({ spanId }) => spanId).sort(), q).toEqual(spans.map(spanIdOf).sort());
        expect([totalCount, complete], q).toEqual([spans.length, true]);
        const sessions = new Set(spans.map((span) => (span === 'other' ? traceIdOf('t2') : 's1')));
        expect(await sessionsWith(q), q).toEqual([...sessions].sort());
      }
    });

    it('says where it found a text and gives the text whole', async () => {
      await write(DELIVERY);
      const [hit] = (await search('zurich')).hits;
      expect(hit).toMatchObject({
        sessionId: 's1',
        agentId: 'support',
        traceId: traceIdOf('t1'),
        spanId: spanIdOf('llm1'),
        kind: 'llm.chat',
        field: 'gen_ai.output.messages',
        text: `It left the depot. ${LONG}`.trim(),
      });
    });

    it('pages what it finds, each text once', async () => {
      await write(
        Array.from({ length: 25 }, (_, index) =>
          tool({ trace: `t${index}`, id: 'a', attributes: { 'gen_ai.tool.call.result': `heron ${index}` } }),
        ),
      );
      await search('heron');
      const seen: string[] = [];
      for (let offset = 0; offset < 30; offset += 10) {
        const page = await store.search({ text: parseTextQuery('heron'), limit: 10, offset });
        expect(page.totalCount).toBe(25);
        seen.push(...page.hits.map(({ text }) => text));
      }
      expect(new Set(seen).size).toBe(25);
      expect(seen).toHaveLength(25);
    });

    it('finds the version of a span that stands, and what others say that said it with the one that went', async () => {
      const said = (id: string, start: number, end: number, text: string) =>
        tool({ trace: 't1', id, start, end, attributes: { 'gen_ai.tool.call.result': text } });
      await write([said('a', 0, 1, 'ibis'), said('b', 0, 1, 'ibis')]);
      expect((await search('ibis')).hits).toHaveLength(1);
      await write([said('a', 0, 500, 'stork')]);
      expect((await search('stork')).hits.map(({ spanId }) => spanId)).toEqual([spanIdOf('a')]);
      expect((await search('ibis')).hits.map(({ spanId }) => spanId)).toEqual([spanIdOf('b')]);
    });

    it('leads to the session that a trace moved to', async () => {
      await write([chat({ trace: 't1', id: 'a', attributes: { 'gen_ai.prompt': 'a quiet egret' } })]);
      expect((await search('egret')).hits[0]?.sessionId).toBe(traceIdOf('t1'));
      await write([agent({ trace: 't1', id: 'root', agent: 'x', attributes: { 'session.id': 'late' } })]);
      expect((await search('egret')).hits[0]?.sessionId).toBe('late');
      expect(await sessionsWith('egret')).toEqual(['late']);
    });

    it('finds every part of a very long text, and more texts than it lists one by one', async () => {
      const long = `first ${'word '.repeat(100_000)} last`;
      const many = JSON.stringify(Array.from({ length: 3000 }, (_, index) => ({ content: `number n${index}` })));
      await write([
        tool({ trace: 't1', id: 'a', attributes: { 'gen_ai.tool.call.result': long } }),
        tool({ trace: 't2', id: 'b', attributes: { 'gen_ai.tool.call.result': many } }),
      ]);
      for (const q of ['first', 'last', 'n0', 'n511', 'n512', 'n2999']) {
        expect((await search(q)).hits.length, q).toBeGreaterThan(0);
      }
    });

    it('finds no blob and is not slow over it', async () => {
      const image = `data:image/png;base64,${Buffer.from('cormorant'.repeat(20_000)).toString('base64')}`;
      await write([tool({ trace: 't1', id: 'a', attributes: { 'gen_ai.tool.call.result': image, input: 'gannet' } })]);
      expect((await search('gannet')).hits).toHaveLength(1);
      expect((await search('base64')).hits).toHaveLength(0);
    });

    it('equals a look at every text, for random texts and queries', { timeout: 60_000 }, async ({ annotate }) => {
      const seed = Date.now() % 1_000_000;
      await annotate(`seed ${seed}`);
      const word = fc.constantFrom(
        'ant',
        'Bee',
        'bée',
        'cat',
        'CAT',
        'dog',
        'do',
        'x1',
        'ﬁn',
        '猫',
        '-',
        '"',
        '*',
        'ǅ',
        'ß',
      );
      const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
      const term = fc
        .tuple(
          fc.constantFrom('', '', '', '-'),
          fc.array(word, { minLength: 1, maxLength: 3 }),
          fc.constantFrom('', '*'),
        )
        .map(([minus, words, star]) =>
          words.length === 1 ? `${minus}${words[0]}${star}` : `${minus}"${words.join(' ')}"${star}`,
        );
      const queries = fc.array(
        fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(' ')),
        {
          minLength: 40,
          maxLength: 40,
        },
      );
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 12 }),
          queries,
          async (spans, asked) => {
            round += 1;
            const trace = `r${round}`;
            const isOurs = (traceId: string) => traceId === traceIdOf(trace);
            const texts = spans.map((list) => list.map((content) => ({ role: 'user', content })));
            await write([
              tool({ trace, id: 'begin', attributes: { input: `begin of ${trace}` } }),
              ...texts.map((list, index) =>
                chat({ trace, id: `s${index}`, attributes: { 'gen_ai.input.messages': JSON.stringify(list) } }),
              ),
            ]);
            await search('begin');
            for (const q of asked) {
              const query = tryParse(q);
              if (query === null) continue;
              const expected = new Set(
                spans
                  .flat()
                  .filter((content) => matchesText(query, content))
                  .map((said) => said.trim()),
              );
              const { hits } = await store.search({ text: query, limit: 500, offset: 0 });
              const found = hits.filter(({ traceId }) => isOurs(traceId)).map((hit) => hit.text);
              expect([new Set(found), found.length], `seed ${seed}, query ${q}`).toEqual([expected, expected.size]);
            }
          },
        ),
        { seed, numRuns: 12 },
      );
    });
  });
}

function tryParse(q: string) {
  try {
    return parseTextQuery(q);
  } catch {
    return null;
  }
}
