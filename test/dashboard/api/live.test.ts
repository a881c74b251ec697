import { beforeEach, describe, expect, it } from 'vitest';

import {
  LiveStream,
  parseNotice,
  type ChangeNotice,
  type LiveState,
  type NoticeSource,
} from '../../../dashboard/src/api/live.ts';

const CONNECTING = 0;
const CLOSED = 2;

class FakeSource implements NoticeSource {
  readyState = CONNECTING;
  isClosed = false;
  readonly #listeners = new Map<string, (event: { data?: unknown }) => void>();

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, listener);
  }

  emit(type: string, data?: unknown): void {
    this.#listeners.get(type)?.({ data });
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.emit('error');
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Timers that run when told to, in the order of their times. */
class Timers {
  #nowMs = 0;
  readonly #timers = new Set<{ atMs: number; run: () => void }>();

  readonly set = (run: () => void, ms: number) => {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#nowMs = next.atMs;
      this.#timers.delete(next);
      next.run();
    }
    this.#nowMs = untilMs;
  }

  get count(): number {
    return this.#timers.size;
  }
}

const POLL_MS = 2000;
let sources: FakeSource[];
let timers: Timers;
let changes: ChangeNotice[];
let states: LiveState[];
let stream: LiveStream;

beforeEach(() => {
  [sources, changes, states, timers] = [[], [], [], new Timers()];
  stream = new LiveStream({
    openSource: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    setTimer: timers.set,
    pollIntervalMs: () => POLL_MS,
    onChange: (notice) => changes.push(notice),
    onState: (state) => states.push(state),
  });
  stream.start();
});

describe('the live stream', () => {
  it('passes on which sessions changed', () => {
    sources[0]?.emit('open');
    sources[0]?.emit('spans.stored', '{"session_ids":["a","b"],"all":false}');
    sources[0]?.emit('session.ended', '{"session_ids":["a"]}');
    expect(states).toEqual(['live']);
    expect(changes).toEqual([{ sessionIds: ['a', 'b'] }, { sessionIds: ['a'] }]);
  });

  it('passes on that analyses changed, whatever the notice names', () => {
    sources[0]?.emit('open');
    sources[0]?.emit('analysis.finished', '{"session_ids":[],"agent_ids":["x"],"all":false}');
    sources[0]?.emit('findings.stored', '{"session_ids":["a"],"agent_ids":["x"],"all":false}');
    sources[0]?.emit('findings.stored', '{"session_ids":[],"agent_ids":[],"all":true}');
    expect(changes).toEqual([
      { sessionIds: [], analyses: true },
      { sessionIds: ['a'], analyses: true },
      { sessionIds: [], analyses: true },
    ]);
  });

  it('reads everything again when the server asks for it', () => {
    sources[0]?.emit('open');
    sources[0]?.emit('resync', '{}');
    expect(changes).toEqual([{ sessionIds: null }]);
  });

  it('polls while it is cut, and stops when it is back', () => {
    sources[0]?.emit('open');
    sources[0]?.fail(CONNECTING);
    timers.advance(POLL_MS * 3);
    expect(states).toEqual(['live', 'polling']);
    expect(changes).toHaveLength(3);
    sources[0]?.emit('open');
    expect(states.at(-1)).toBe('live');
    // Once for what was missed, and then no more.
    timers.advance(POLL_MS * 5);
    expect(changes).toHaveLength(4);
  });

  it('polls once per interval however often the browser reports an error', () => {
    for (let errors = 0; errors < 10; errors += 1) sources[0]?.fail(CONNECTING);
    timers.advance(POLL_MS);
    expect(changes).toHaveLength(1);
  });

  it('opens a new stream where the browser has given up', () => {
    sources[0]?.fail(CLOSED);
    sources[0]?.fail(CLOSED);
    expect(sources[0]?.isClosed).toBe(true);
    timers.advance(5000);
    expect(sources).toHaveLength(2);
    sources[1]?.emit('open');
    expect(states.at(-1)).toBe('live');
  });

  it('ignores the late error of a stream it has replaced', () => {
    sources[0]?.fail(CLOSED);
    timers.advance(5000);
    sources[1]?.emit('open');
    sources[0]?.fail(CLOSED);
    expect(states.at(-1)).toBe('live');
  });

  it('leaves nothing running when it stops', () => {
    sources[0]?.fail(CLOSED);
    stream.stop();
    expect(timers.count).toBe(0);
    expect(sources[0]?.isClosed).toBe(true);
  });
});

describe('a notice', () => {
  it.each([
    ['{"all":true,"session_ids":["a"]}', null],
    ['{"session_ids":["a",7,null]}', ['a']],
    ['{"session_ids":[]}', []],
    ['{}', null],
    ['not json', null],
    ['null', null],
    [undefined, null],
  ])('%s means %j', (data, sessionIds) => expect(parseNotice(data)).toEqual({ sessionIds }));
});
