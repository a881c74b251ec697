import { describe, expect, it } from 'vitest';

import { splitRequests } from '../../../collector/commands/split-requests.ts';

const json = { isProto: false, protoSignal: 'traces' } as const;
const split = (text: string) =>
  splitRequests(Buffer.from(text), json).map(({ signal, bytes, place }) => ({
    signal,
    text: Buffer.from(bytes).toString(),
    place,
  }));

const BIG = '{"resourceSpans":[{"x":"a,]}\\"[{","n":12345678901234567890}]}';

describe('the requests in a file', () => {
  it('keeps one request as it stands', () => {
    expect(split(` ${BIG}\n`)).toEqual([{ signal: 'traces', text: ` ${BIG}\n`, place: '' }]);
  });

  it('cuts a list without changing its elements', () => {
    expect(split(`[ ${BIG} ,\n{"resourceLogs":[]},{"resource_metrics":[[1],{"a":[]}]}]`)).toEqual([
      { signal: 'traces', text: ` ${BIG} `, place: '[0]' },
      { signal: 'logs', text: '\n{"resourceLogs":[]}', place: '[1]' },
      { signal: 'metrics', text: '{"resource_metrics":[[1],{"a":[]}]}', place: '[2]' },
    ]);
    expect(split('[ ]')).toEqual([]);
  });

  it('cuts lines, and counts empty ones', () => {
    expect(split(`${BIG}\r\n\n{"resourceLogs":[]}\n`)).toEqual([
      { signal: 'traces', text: `${BIG}\r`, place: ':1' },
      { signal: 'logs', text: '{"resourceLogs":[]}', place: ':3' },
    ]);
  });

  it('takes protobuf as it is, in memory of its own', () => {
    const file = Buffer.from([1, 2, 3]);
    const [found] = splitRequests(file, { isProto: true, protoSignal: 'logs' });
    expect(found).toMatchObject({ signal: 'logs', encoding: 'proto' });
    expect([...(found?.bytes ?? [])]).toEqual([1, 2, 3]);
    expect(found?.bytes.buffer).not.toBe(file.buffer);
  });

  it.each([
    ['', 'the file is empty'],
    [' \n', 'the file is empty'],
    ['hello', 'is neither JSON nor JSON lines (line 1)'],
    [`${BIG}\n{`, 'is neither JSON nor JSON lines (line 2)'],
    ['{}', 'is no OTLP request: expected resourceSpans'],
    ['{"__proto__":{"resourceSpans":[]}}', 'is no OTLP request'],
    ['[{"resourceSpans":[]},5]', 'is no OTLP request at [1]'],
    ['"resourceSpans"', 'is no OTLP request'],
  ])('refuses %j', (text, message) => {
    expect(() => split(text)).toThrow(message);
  });

  it('refuses what is no text', () => {
    expect(() => splitRequests(Buffer.from([0x0a, 0xff, 0xfe]), json)).toThrow('is not valid UTF-8');
  });
});
