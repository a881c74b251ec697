/**
 * Whatever agents say, every span comes back byte for byte: from the store, from an export, and as it is handed to the
 * forwarders; also after a restart and after a rebuild. A failing case prints its seed.
 */
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DatabaseWriter } from '../../../../collector/extensions/sqlite-store/database-writer.ts';
import { openDatabase, openForReading } from '../../../../collector/extensions/sqlite-store/open-database.ts';
import { SqliteReader } from '../../../../collector/extensions/sqlite-store/sqlite-reader.ts';
import { decodeTraces } from '../../../../collector/otlp/decode-traces.ts';
import { encodeTraces } from '../../../../collector/otlp/encode-traces.ts';
import { spansToJson } from '../../../../collector/otlp/spans-to-json.ts';
import type { StoredSpan } from '../../../../collector/store.ts';
import { contentKeys } from '../../../../collector/vocabularies/content-keys.ts';
import { arbitraryCalls, type Call } from '../../../support/arbitrary-conversation.ts';
import { temporaryDirectory } from '../../../support/collector-process.ts';
import { field } from '../../../support/export-request.ts';
import { decodeReference, encodeReference } from '../../otlp/reference-codec.ts';

const RECEIVED_MS = 1_790_000_000_000;
const NO_LIMITS = { databaseBytesMax: null, logBytesMax: 1e9 };

/** A field that no version of OTLP has. */
const LATER = Buffer.from('from a later version');
const UNKNOWN_FIELD = Buffer.concat([Buffer.from([0xe2, 0x76, LATER.length]), LATER]);

/** A request of protobuf bytes in which each call is a span; field 1900 of a span is unknown to everybody. */
function encodeCalls(calls: readonly Call[], from: number): Uint8Array<ArrayBuffer> {
  const spans = calls.map(({ session, attributes }, index) => {
    const span = {
      traceId: String(session + 1).padStart(32, '0'),
      spanId: (from + index + 1).toString(16).padStart(16, '0'),
      name: 'chat',
      startTimeUnixNano: `${RECEIVED_MS + from + index}000001`,
      endTimeUnixNano: `${RECEIVED_MS + from + index + 1}000000`,
      attributes: attributes.map(([key, value]) => ({ key, value: { stringValue: value.toWellFormed() } })),
    };
    return field(2, Buffer.concat([encodeReference(span, 'Span'), UNKNOWN_FIELD]));
  });
  return new Uint8Array(field(1, field(2, Buffer.concat(spans))));
}

/** A store in this thread, as the writer thread and the main thread have it. */
class OpenDatabase {
  readonly #path: string;
  writer: DatabaseWriter;
  reader: SqliteReader;

  constructor(path: string) {
    this.#path = path;
    this.writer = new DatabaseWriter(openDatabase(path, 'normal'), NO_LIMITS);
    this.reader = new SqliteReader(openForReading(path));
  }

  restart(): void {
    this.close();
    this.writer = new DatabaseWriter(openDatabase(this.#path, 'normal'), NO_LIMITS);
    this.reader = new SqliteReader(openForReading(this.#path));
  }

  close(): void {
    this.reader.close();
    this.writer.close();
  }

  /** @returns what the forwarders get. */
  write(body: Uint8Array<ArrayBuffer>): Uint8Array {
    const request = { type: 'write', id: 1, signal: 'traces', encoding: 'proto', receivedMs: RECEIVED_MS } as const;
    const [reply] = this.writer.write([{ ...request, body, forwards: true }]);
    if (reply?.type !== 'written' || reply.outcome.forward === null) throw new Error(JSON.stringify(reply));
    expect(reply.outcome.rejections).toEqual([]);
    return reply.outcome.forward;
  }

  async expectSpans(expected: ReadonlyMap<string, Buffer>): Promise<void> {
    const stored: StoredSpan[] = [];
    for (const { id } of (await this.reader.listSessions({ sort: 'created_at', limit: 50, offset: 0 })).sessions) {
      for (const page of this.reader.readStoredSpans(id)) stored.push(...page);
      for (const { record } of stored.filter((span) => span.record.traceId === id)) {
        const span = this.reader.readSpan(id, record.spanId)?.span ?? Buffer.alloc(0);
        expect(Buffer.compare(span, expected.get(record.spanId) ?? Buffer.alloc(1))).toBe(0);
      }
    }
    expect(stored).toHaveLength(expected.size);
    expectSame(encodeTraces(stored), expected);
    const json = decodeTraces(new TextEncoder().encode(JSON.stringify(spansToJson(stored))), 'json', contentKeys);
    for (const { spans } of json.scopes) {
      for (const span of spans) {
        const known = expected.get(span.spanId)?.subarray(0, -UNKNOWN_FIELD.length);
        expect(decodeReference(span.bytes, 'Span')).toEqual(decodeReference(known ?? new Uint8Array(), 'Span'));
      }
    }
  }
}

function spansOf(body: Uint8Array): ReadonlyMap<string, Buffer> {
  const spans = decodeTraces(body, 'proto', contentKeys).scopes.flatMap((scope) => scope.spans);
  return new Map(spans.map((span) => [span.spanId, Buffer.from(span.bytes)]));
}

function expectSame(body: Uint8Array, expected: ReadonlyMap<string, Buffer>): void {
  const found = spansOf(body);
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [spanId, bytes] of found) expect(Buffer.compare(bytes, expected.get(spanId) ?? Buffer.alloc(0))).toBe(0);
}

describe('any conversation', () => {
  it('comes back byte for byte, in every way out', { timeout: 120_000 }, async () => {
    const action = fc.constantFrom('write', 'write', 'write', 'index', 'restart', 'rebuild', 'again');
    await fc.assert(
      fc.asyncProperty(arbitraryCalls, fc.array(action, { minLength: 3, maxLength: 12 }), async (calls, actions) => {
        const directory = temporaryDirectory();
        const store = new OpenDatabase(join(directory.path, 'test.db'));
        try {
          const expected = new Map<string, Buffer>();
          let from = 0;
          let last = encodeCalls([], 0);
          for (const [index, action] of actions.entries()) {
            if (action === 'restart') store.restart();
            else if (action === 'rebuild') expect(store.writer.rebuild().changed).toBe(0);
            else if (action === 'index') while (store.writer.catchUp());
            else if (action === 'again') store.write(Uint8Array.from(last));
            else {
              const writes = actions.slice(index).filter((one) => one === 'write').length;
              const part = calls.slice(from, from + Math.ceil((calls.length - from) / writes));
              last = encodeCalls(part, from);
              from += part.length;
              for (const [spanId, bytes] of spansOf(last)) expected.set(spanId, bytes);
              expect(Buffer.compare(store.write(Uint8Array.from(last)), last)).toBe(0);
            }
          }
          await store.expectSpans(expected);
        } finally {
          store.close();
          directory.remove();
        }
      }),
      { numRuns: 40 },
    );
  });
});
