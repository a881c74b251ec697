import { describe, expect, it } from 'vitest';

import { describeArguments } from '../../../processors/behavioral/argument-shape.ts';
import { DEFAULT_BEHAVIORAL_CONFIG } from '../../../processors/behavioral/config.ts';
import { PROVENANCE_LETTERS } from '../../../processors/behavioral/provenance.ts';
import { buildSteps } from '../../../processors/behavioral/session-steps.ts';
import type { TraceRecord } from '../../../processors/behavioral/session-trace.ts';

type Asked = Extract<TraceRecord, { type: 'tool_asked' }>;
type Executed = Extract<TraceRecord, { type: 'tool_executed' }>;
type Answered = Extract<TraceRecord, { type: 'tool_answered' }>;

const said = (text: string): TraceRecord => ({ type: 'text', text });
const asked = (name: string, more: Partial<Asked> = {}): TraceRecord => {
  return { type: 'tool_asked', callId: null, name, arguments: {}, turn: 1, ...more };
};
const executed = (name: string, more: Partial<Executed> = {}): TraceRecord => {
  return {
    type: 'tool_executed',
    callId: null,
    name,
    arguments: null,
    result: 'done',
    failed: false,
    durationMs: 5,
    turn: 1,
    ...more,
  };
};
const answered = (more: Partial<Answered> = {}): TraceRecord => {
  return { type: 'tool_answered', callId: null, name: null, result: 'done', failed: false, turn: 2, ...more };
};

const read = (...records: TraceRecord[]) => buildSteps({ records }, DEFAULT_BEHAVIORAL_CONFIG);
const namesOf = (...records: TraceRecord[]): string[] => read(...records).steps.map(({ name }) => name);
const lettersOf = (...records: TraceRecord[]): string[] => {
  return read(...records).steps.map(({ name, provenance }) => `${name}/${PROVENANCE_LETTERS[provenance]}`);
};

describe('steps', () => {
  it('count a call that was asked for, executed and answered once', () => {
    const { steps, limits } = read(
      asked('read', { callId: 'a', arguments: { path: 'x.txt' } }),
      executed('read', { callId: 'a', result: null, durationMs: 7, place: { traceId: 't', spanId: 's' } }),
      answered({ callId: 'a', result: '12345', failed: true }),
    );
    expect(steps).toEqual([
      {
        name: 'read',
        failed: true,
        provenance: 1,
        shape: 'path:path',
        resultCharacters: 5,
        durationMs: 7,
        turn: 1,
        place: { traceId: 't', spanId: 's' },
      },
    ]);
    expect(limits.resultsUnmatched).toBe(0);
  });

  it.each<[string, TraceRecord[], string[]]>([
    ['a span without the call id', [asked('a', { callId: '1' }), executed('a')], ['a']],
    ['a call without an id', [asked('a'), executed('a', { callId: '1' })], ['a']],
    ['no ids at all', [asked('a'), asked('a'), executed('a'), executed('a')], ['a', 'a']],
    [
      'two calls of two ids',
      [asked('a', { callId: '1' }), asked('a', { callId: '2' }), executed('a', { callId: '2' })],
      ['a', 'a'],
    ],
    ['one span told by two instrumentations', [executed('a', { callId: '1' }), executed('a', { callId: '1' })], ['a']],
    [
      'an id that comes again in the next turn',
      [executed('a', { callId: 'call_0' }), executed('a', { callId: 'call_0', turn: 2 })],
      ['a', 'a'],
    ],
    [
      'an id that is another tool the next time',
      [executed('a', { callId: 'call_0', turn: null }), executed('b', { callId: 'call_0', turn: null })],
      ['a', 'b'],
    ],
  ])('are told apart by id and turn: %s', (_case, records, names) => {
    expect(namesOf(...records)).toEqual(names);
  });

  it('of one turn are in the order of their names, of two turns in the order of time', () => {
    expect(namesOf(executed('c'), executed('b'), executed('z', { turn: 2 }), executed('a', { turn: 3 }))).toEqual([
      'b',
      'c',
      'z',
      'a',
    ]);
    expect(namesOf(executed('c', { turn: null }), executed('b', { turn: null }))).toEqual(['c', 'b']);
  });

  it('are handoffs, too', () => {
    expect(namesOf(executed('a'), { type: 'handoff', agent: 'billing', turn: 1 })).toEqual(['a', '→billing']);
  });

  it('answer by name where a sender has no ids, the oldest first', () => {
    const { steps } = read(asked('a'), asked('a'), answered({ name: 'a', result: '1' }), answered({ name: 'a' }));
    expect(steps.map(({ resultCharacters }) => resultCharacters)).toEqual([1, 4]);
  });

  it('count results that belong to nothing', () => {
    expect(read(answered({ callId: 'unknown' }), answered({ name: 'none' })).limits.resultsUnmatched).toBe(2);
  });

  it('beyond the limit are left out and counted', () => {
    const records = Array.from({ length: 100_000 }, (_, turn) => executed(`tool ${turn % 7}`, { turn }));
    const { steps, limits } = read(...records.slice(0, 20_000));
    expect(steps).toHaveLength(DEFAULT_BEHAVIORAL_CONFIG.steps_max);
    expect(limits.stepsLeftOut).toBe(20_000 - DEFAULT_BEHAVIORAL_CONFIG.steps_max);
    const all = buildSteps({ records }, DEFAULT_BEHAVIORAL_CONFIG);
    expect(all.limits.stepsLeftOut).toBe(100_000 - DEFAULT_BEHAVIORAL_CONFIG.steps_max);
  });
});

describe('provenance', () => {
  it('says who named a value: the user, an earlier result, nobody', () => {
    expect(
      lettersOf(
        said('pay the bill in bill.txt'),
        executed('read', { arguments: { path: 'bill.txt' }, result: 'to account UK123456, 98.70' }),
        executed('pay', { arguments: { to: 'UK123456', amount: 98.7 }, turn: 2 }),
        executed('pay', { arguments: { to: 'XX999999' }, turn: 3 }),
      ),
    ).toEqual(['read/U', 'pay/R', 'pay/N']);
  });

  it('counts what the user said before what a result said', () => {
    expect(
      lettersOf(
        said('send to eve'),
        executed('read', { result: 'eve' }),
        executed('send', { arguments: ['eve'], turn: 2 }),
      ),
    ).toEqual(['read/', 'send/U']);
  });

  it('does not find a value in a result of the same turn, nor in its own', () => {
    expect(
      lettersOf(
        executed('a', { arguments: { id: 'secret-1' }, result: 'secret-1 secret-2' }),
        executed('b', { arguments: { id: 'secret-2' } }),
        executed('c', { arguments: { id: 'secret-2' }, turn: 2 }),
      ),
    ).toEqual(['a/N', 'b/N', 'c/R']);
  });

  it('looks into nested arguments, not at keys and not at short values', () => {
    expect(lettersOf(said('hello world'), executed('a', { arguments: { list: [{ deep: 'hello' }] } }))).toEqual([
      'a/U',
    ]);
    expect(lettersOf(executed('a', { arguments: { some_key: 'ab', other: 7, none: null } }))).toEqual(['a/']);
  });

  it('reads a history that is sent again once', () => {
    const text = 'x'.repeat(200_000);
    expect(read(said(text), said(text), said(text)).limits.charactersLeftOut).toBe(0);
    expect(read(said(text), said(`${text}y`)).limits.charactersLeftOut).toBeGreaterThan(0);
  });
});

describe('argument shape', () => {
  it.each<[unknown, string]>([
    [{ b: 1, a: true }, 'a:bool,b:number'],
    [{ u: 'https://example.org/x', m: 'eve@example.org' }, 'm:mail,u:url'],
    [{ a: 'UK12345678901234567890', n: '4111 1111 1111 1111' }, 'a:account,n:account'],
    [{ d: '2024-01-31', e: '2024-01-31T10:00:00Z', f: '31.1.2024' }, 'd:date,e:date,f:date'],
    [{ p: '/etc/passwd', q: 'bill-december.txt', r: 'src/main.ts', s: '../x' }, 'p:path,q:path,r:path,s:path'],
    [{ w: 'hello', t: 'hello world', n: '98.70' }, 'n:number,t:text,w:word'],
    [{ l: [1], o: {}, n: null }, 'l:list,n:null,o:object'],
    ['hello world', 'text'],
    [null, ''],
    [JSON.parse('{"__proto__": 1, "a,b:c": 2}'), '__proto__:number,a\ufffdb\ufffdc:number'],
  ])('of %j is %s', (args, shape) => {
    expect(describeArguments(args)).toBe(shape);
  });

  it('has an end', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`key ${at}`.repeat(50), 1]));
    expect(describeArguments(many).length).toBeLessThan(32 * 80);
  });
});
