import { describe, expect, it } from 'vitest';

import { parseContentType } from '../../../../collector/receivers/otlp/content-type.ts';

describe('parseContentType', () => {
  it.each([
    ['application/x-protobuf', 'proto'],
    ['application/json', 'json'],
    ['Application/JSON', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/json;charset=UTF-8', 'json'],
    ['application/json ; charset="utf-8"', 'json'],
    ['application/json; charset=utf-8; x=y', 'json'],
    ['application/json;', 'json'],
    ['application/x-protobuf; messageType="a.b.C"', 'proto'],
  ])('takes %j', (header, encoding) => {
    expect(parseContentType(header)).toBe(encoding);
  });

  it.each([
    undefined,
    '',
    'text/plain',
    'application/jsonx',
    'application/json\tx',
    'application/json\t',
    'application/json x',
    'application/json, text/plain',
    ' application/json',
    'application/json; charset',
    'application/json; charset=utf-8 trailing',
    'application/json; =x',
    'application /json',
    'application/json+x',
    'application/protobuf',
    'multipart/form-data; boundary=application/json',
    'application/x-www-form-urlencoded',
  ])('refuses %j', (header) => {
    expect(() => parseContentType(header)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MEDIA_TYPE' }));
  });

  it('refuses a long hostile header quickly', () => {
    const before = performance.now();
    expect(() => parseContentType(`application/json${'; a=b'.repeat(20_000)}!!!(`)).toThrow();
    expect(() => parseContentType(`application/json;${' '.repeat(100_000)}(`)).toThrow();
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
