/** Contents that nobody hopes for: huge, of a million parts, of bytes that are no text. Kept equal, or refused alone. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Bus } from '../../../../collector/bus.ts';
import { SqliteStore } from '../../../../collector/extensions/sqlite-store/sqlite-store.ts';
import { SPAN_PARTS_MAX } from '../../../../collector/otlp/decode-span.ts';
import { Counters } from '../../../../collector/telemetry.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { exportRequest, field } from '../../../support/export-request.ts';
import { encodeReference } from '../../otlp/reference-codec.ts';

const TRACE_ID = 'ab'.repeat(16);

let directory: ReturnType<typeof temporaryDirectory>;
let store: SqliteStore;
beforeAll(async () => {
  directory = temporaryDirectory();
  const path = join(directory.path, 'test.db');
  store = await SqliteStore.open({
    path,
    durability: 'normal',
    queueBytesMax: 1e9,
    bus: new Bus(),
    counters: new Counters(),
    id: 's',
  });
});
afterAll(async () => {
  await store.close();
  directory.remove();
});

let spans = 0;

/** Span, attribute, event … as protobuf; strings are given as bytes, so that they need not be text. */
async function write(fields: readonly Buffer[]) {
  const spanId = (++spans).toString(16).padStart(16, '0');
  const span = Buffer.concat([encodeReference({ traceId: TRACE_ID, spanId, name: 'chat' }, 'Span'), ...fields]);
  const neighbour = encodeReference({ traceId: TRACE_ID, spanId: spanId.replace(/^0/, 'f'), name: 'well' }, 'Span');
  const body = field(1, field(2, Buffer.concat([field(2, span), field(2, neighbour)])));
  const result = await store.write(exportRequest({ body }), { forwards: false });
  const stored = await store.readSpan(TRACE_ID, spanId);
  const well = await store.readSpan(TRACE_ID, spanId.replace(/^0/, 'f'));
  expect(Buffer.compare(well?.span ?? Buffer.alloc(0), neighbour)).toBe(0);
  return { result, isEqual: stored !== null && Buffer.compare(stored.span, span) === 0 };
}

const attribute = (key: string | Buffer, value: string | Buffer): Buffer =>
  field(9, Buffer.concat([field(1, Buffer.from(key)), field(2, field(1, Buffer.from(value)))]));

describe('a content', { timeout: 120_000 }, () => {
  const part = (text: string) => `{"role":"user","parts":[{"type":"text","content":"${text}"}]}`;
  it.each([
    ['of 50 MB', 'gen_ai.input.messages', `[${part('x'.repeat(50e6))}]`],
    ['of 50 MB that is no list', 'gen_ai.tool.call.result', 'y'.repeat(50e6)],
    ['of a million parts', 'gen_ai.input.messages', `[${`${part('z')},`.repeat(999_999)}${part('z')}]`],
    ['nested a million deep', 'gen_ai.input.messages', '['.repeat(1e6)],
    ['with lone surrogates, escaped', 'gen_ai.input.messages', `[${part('\\ud800'.repeat(100))}]`],
    ['with NUL bytes', 'gen_ai.input.messages', `[${part('\0'.repeat(400))}]`],
    ['that is no UTF-8', 'gen_ai.input.messages', Buffer.alloc(600, 0xff)],
    ['under a key of JavaScript', '__proto__', 'p'.repeat(400)],
    ['under a key that is no text', Buffer.from([0xff, 0x00]), 'q'.repeat(400)],
    ['under a key as long as a text', 'k'.repeat(100_000), 'r'.repeat(400)],
  ])('%s comes back equal', async (_name, key, value) => {
    const { result, isEqual } = await write([attribute(key, value)]);
    expect(result.rejections).toEqual([]);
    expect(isEqual).toBe(true);
  });

  it('grows from a huge one by what was appended', async () => {
    const history = `[${part('h'.repeat(20e6))}`;
    const before = (await store.readSize()).bytes;
    for (let turn = 0; turn < 3; turn++) {
      const more = `,${part('more '.repeat(100))}`.repeat(turn);
      expect(await write([attribute('gen_ai.input.messages', `${history}${more}]`)])).toMatchObject({ isEqual: true });
    }
    expect((await store.readSize()).bytes - before).toBeLessThan(1e6);
  });

  it('of more attributes than a span may have is refused alone, with the reason', async () => {
    const { result } = await write([
      Buffer.concat(Array.from({ length: SPAN_PARTS_MAX + 1 }, () => field(13, Buffer.alloc(0)))),
    ]);
    expect(result.accepted).toBe(1);
    expect(result.rejections).toMatchObject([{ count: 1, reason: expect.stringContaining(String(SPAN_PARTS_MAX)) }]);
  });
});
