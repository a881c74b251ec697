import { describe, expect, it } from 'vitest';

import {
  createRemotePresidio,
  remotePresidioConfig,
  type RemoteAnswer,
} from '../../../processors/pii/remote-presidio.ts';

const NOBODY = JSON.stringify([]);

/** An analyzer that answers what it is told to, and a clock that stands still. */
function setUp(settings: object = {}) {
  const world = {
    now: 0,
    asked: [] as { url: string; body: unknown }[],
    answer: (): Promise<RemoteAnswer> => Promise.resolve({ status: 200, text: () => Promise.resolve(NOBODY) }),
  };
  const config = remotePresidioConfig.parse({
    url: 'http://analyzer.test:3000/',
    failures_max: 2,
    rest_ms: 1000,
    text_length_max: 50,
    ...settings,
  });
  const analyze = createRemotePresidio(config, {
    fetch: (url, { body }) => {
      world.asked.push({ url, body: JSON.parse(body) });
      return world.answer();
    },
    now: () => world.now,
    timeout: () => new AbortController().signal,
  });
  return { world, analyze };
}

function answer(entities: unknown, status = 200): () => Promise<RemoteAnswer> {
  return () => Promise.resolve({ status, text: () => Promise.resolve(JSON.stringify(entities)) });
}

const gone = (): Promise<RemoteAnswer> => Promise.reject(new Error('connection refused'));

describe('a remote Presidio', () => {
  it('is asked for the text and its language, and answers in our shape', async () => {
    const { world, analyze } = setUp({ language: 'de' });
    world.answer = answer([{ entity_type: 'PERSON', start: 4, end: 9, score: 0.85, analysis_explanation: null }]);
    expect(await analyze('Hi, Karen')).toEqual({
      status: 'answered',
      entities: [
        {
          entity_type: 'PERSON',
          start: 4,
          end: 9,
          score: 0.85,
          recognition_metadata: { recognizer_name: 'remote-presidio', kind: 'personal' },
        },
      ],
    });
    expect(world.asked).toEqual([
      { url: 'http://analyzer.test:3000/analyze', body: { text: 'Hi, Karen', language: 'de' } },
    ]);
  });

  it.each([
    ['\u{1F600}\u{1F600} Karen', 3, 8, 'Karen'],
    ['Karen \u{1F600}', 0, 5, 'Karen'],
    ['\uD83D Karen', 2, 7, 'Karen'],
    ['Karen', 0, 99, 'Karen'],
  ])('counts characters where we count units: %j', async (text, start, end, value) => {
    const { world, analyze } = setUp();
    world.answer = answer([{ entity_type: 'PERSON', start, end, score: 0.9 }]);
    const scan = await analyze(text);
    expect(scan.status === 'answered' && scan.entities.map((entity) => text.slice(entity.start, entity.end))).toEqual([
      value,
    ]);
  });

  it.each([
    ['is gone', gone],
    ['answers an error', answer([], 500)],
    ['answers no list', answer({ error: 'no model' })],
    ['answers a list of something else', answer([{ entity_type: 'PERSON', start: -1, end: 2, score: 1 }])],
    ['answers no JSON', () => Promise.resolve({ status: 200, text: () => Promise.resolve('<html>') })],
  ])('that %s is a failed scan with a reason, and no error', async (_what, failing) => {
    const { world, analyze } = setUp();
    world.answer = failing;
    const scan = await analyze('Hi');
    expect(scan).toMatchObject({ status: 'failed' });
    expect(scan.status === 'failed' && scan.reason.length).toBeGreaterThan(0);
  });

  it('is left alone after failures in a row, asked once after the rest, and again as before when that goes well', async () => {
    const { world, analyze } = setUp();
    const ask = async (): Promise<string> => (await analyze('Hi')).status;
    world.answer = gone;
    expect([await ask(), await ask(), await ask()]).toEqual(['failed', 'failed', 'resting']);
    world.now = 1000;
    expect([await ask(), await ask()]).toEqual(['failed', 'resting']);
    world.now = 2000;
    world.answer = answer([]);
    const [first, second] = [ask(), ask()];
    expect([await first, await second]).toEqual(['answered', 'resting']);
    expect(await ask()).toBe('answered');
    expect(world.asked).toHaveLength(5);
  });

  it('forgets a failure when the next question is answered', async () => {
    const { world, analyze } = setUp();
    for (let round = 0; round < 5; round++) {
      world.answer = gone;
      expect((await analyze('Hi')).status).toBe('failed');
      world.answer = answer([]);
      expect((await analyze('Hi')).status).toBe('answered');
    }
  });

  it('is not sent what is too long', async () => {
    const { world, analyze } = setUp();
    expect((await analyze('x'.repeat(51))).status).toBe('too_long');
    expect(world.asked).toEqual([]);
  });

  it('needs an address of the web', () => {
    expect(remotePresidioConfig.safeParse({ url: 'file:///etc/passwd' }).success).toBe(false);
  });
});
