/** Frames of the live stream: few, whole, and resumable. */
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { NoticeLog, type Frame } from '../../../../collector/extensions/dashboard/notice-log.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

let clock: FakeClock;
let frames: Frame[];
let log: NoticeLog;

beforeEach(() => {
  clock = new FakeClock();
  frames = [];
  log = new NoticeLog(clock, (frame) => void frames.push(frame));
});

const frameData = z.strictObject({
  session_ids: z.array(z.string()),
  agent_ids: z.array(z.string()).optional(),
  all: z.boolean(),
});
const dataOf = ({ text }: Frame) => {
  const line = text.split(/\r\n|\r|\n/).find((one) => one.startsWith('data: '));
  return frameData.parse(JSON.parse(line?.slice('data: '.length) ?? ''));
};
const topicOf = ({ text }: Frame) => /^event: (.*)$/m.exec(text)?.[1];

describe('the notice log', () => {
  it('sends the first change at once', () => {
    log.add('spans.stored', { sessionIds: ['s1'] });
    expect(frames.map(({ text }) => text)).toEqual([
      `id: ${clock.nowMs() + 1}\nevent: spans.stored\ndata: {"session_ids":["s1"],"all":false}\n\n`,
    ]);
  });

  it('sends at most four frames a second of a topic and loses no session', async () => {
    for (let index = 0; index < 1000; index++) {
      log.add('spans.stored', { sessionIds: [`s${index % 150}`] });
      await clock.advance(1);
    }
    expect(frames.length).toBeLessThanOrEqual(5);
    await clock.advance(1000);
    expect(frames).toHaveLength(5);
    expect(new Set(frames.flatMap((frame) => dataOf(frame).session_ids)).size).toBe(150);
  });

  it('does not let one topic wait for the other', async () => {
    log.add('spans.stored', { sessionIds: ['s1'] });
    log.add('session.ended', { sessionIds: ['s1'] });
    expect(frames.map(topicOf)).toEqual(['spans.stored', 'session.ended']);
    await clock.advance(5000);
    expect(frames).toHaveLength(2);
  });

  it('says all where more than 200 sessions changed, and names them again afterwards', async () => {
    log.add('spans.stored', { sessionIds: ['first'] });
    log.add('spans.stored', { sessionIds: Array.from({ length: 200 }, (_, index) => `s${index}`) });
    log.add('spans.stored', { sessionIds: ['one more'] });
    log.add('spans.stored', { sessionIds: ['and another'] });
    await clock.advance(250);
    log.add('spans.stored', { sessionIds: ['later'] });
    await clock.advance(250);
    expect(frames.map(dataOf)).toEqual([
      { session_ids: ['first'], all: false },
      { session_ids: [], all: true },
      { session_ids: ['later'], all: false },
    ]);
  });

  it('names agents where a topic is about agents, and counts both towards all', async () => {
    log.add('analysis.finished', { agentIds: ['a1'] });
    log.add('findings.stored', { agentIds: ['a1', 'a2'], sessionIds: ['s1'] });
    for (let index = 0; index < 101; index++) {
      log.add('findings.stored', { agentIds: [`a${index}`], sessionIds: [`s${index}`] });
      log.add('analysis.finished', { agentIds: [`a${index}`] });
    }
    await clock.advance(250);
    expect(frames.map((frame) => [topicOf(frame), dataOf(frame)])).toEqual([
      ['analysis.finished', { session_ids: [], agent_ids: ['a1'], all: false }],
      ['findings.stored', { session_ids: ['s1'], agent_ids: ['a1', 'a2'], all: false }],
      [
        'analysis.finished',
        { session_ids: [], agent_ids: Array.from({ length: 101 }, (_, index) => `a${index}`), all: false },
      ],
      ['findings.stored', { session_ids: [], agent_ids: [], all: true }],
    ]);
  });

  it('keeps a session id from breaking out of its line', () => {
    log.add('spans.stored', { sessionIds: ['s1\n\nevent: forged\ndata: {}\r\u2028'] });
    expect(frames[0]?.text.split(/\r\n|\r|\n/)).toHaveLength(5);
    expect(frames.map((frame) => dataOf(frame).session_ids)).toEqual([['s1\n\nevent: forged\ndata: {}\r\u2028']]);
  });

  it('gives what came after a frame, nothing after the last, and null for what it cannot know', async () => {
    const before = log.lastId;
    expect(log.since(before)).toEqual([]);
    for (const id of ['s1', 's2', 's3']) {
      log.add('spans.stored', { sessionIds: [id] });
      await clock.advance(250);
    }
    expect(log.since(before)).toEqual(frames);
    expect(log.since(frames[1]?.id ?? 0)).toEqual(frames.slice(2));
    expect(log.since(log.lastId)).toEqual([]);
    expect(log.since(log.lastId + 1)).toBeNull();
    expect(log.since(before - 1)).toBeNull();
  });

  it('keeps 256 frames', async () => {
    for (let index = 0; index < 300; index++) {
      log.add('session.ended', { sessionIds: [`s${index}`] });
      await clock.advance(250);
    }
    expect(log.since(frames[42]?.id ?? 0)).toBeNull();
    expect(log.since(frames[43]?.id ?? 0)).toHaveLength(256);
  });

  it('goes on with higher ids when the program is started again', async () => {
    log.add('spans.stored', { sessionIds: ['s1'] });
    const last = log.lastId;
    await clock.advance(2000);
    const again = new NoticeLog(clock, () => {});
    expect(again.lastId).toBeGreaterThan(last);
    expect(again.since(last)).toBeNull();
  });

  it('leaves no timer', () => {
    log.add('spans.stored', { sessionIds: ['s1'] });
    log.close();
    expect(clock.waiting).toBe(0);
  });
});
