/** One `ExportLogsServiceRequest`, record by record. */
import { decodeItems } from './decode-items.ts';
import { decodeLogRecord, type WireLogRecord } from './decode-log-record.ts';
import { encodeJsonLogRecord } from './encode-json-log-record.ts';
import type { Encoding, Rejection } from './export-request.ts';
import { LOG_RECORD } from './json-messages.ts';
import { countSpanParts } from './part-count.ts';
import { readJsonFrame } from './read-json-frame.ts';
import { plainItems } from './read-plain-json-frame.ts';
import { readProtoFrame } from './read-proto-frame.ts';
import type { WireResource, WireScope } from './wire-span.ts';

export interface ScopeLogs {
  readonly resource: WireResource;
  readonly scope: WireScope;
  readonly records: readonly WireLogRecord[];
}

export interface DecodedLogs {
  readonly scopes: readonly ScopeLogs[];
  readonly accepted: number;
  readonly rejections: readonly Rejection[];
  /** The request encoded anew without the rejected records, in its own encoding; null where none was rejected. */
  readonly forward: Uint8Array<ArrayBuffer> | null;
  /** As `ItemDecoding.release`. */
  readonly release: () => void;
}

const PATH = ['resourceLogs', 'scopeLogs', 'logRecords'] as const;
const JSON_ITEMS = { path: PATH, encode: encodeJsonLogRecord, plain: plainItems(PATH, LOG_RECORD) };

/** @throws CollectorError INVALID_REQUEST where the body is no such message at all, TOO_LARGE where it has too many parts. */
export function decodeLogs(body: Uint8Array, encoding: Encoding): DecodedLogs {
  const parts = countSpanParts();
  const { scopes, ...rest } = decodeItems(body, encoding, {
    message: 'ExportLogsServiceRequest',
    path: PATH,
    undecodable: 'undecodable log record',
    readFrame: (bytes) => (encoding === 'proto' ? readProtoFrame(bytes) : readJsonFrame(bytes, JSON_ITEMS)),
    decode(bytes) {
      const record = decodeLogRecord(bytes);
      parts.add(record.attributeCount);
      return record;
    },
  });
  return { ...rest, scopes: scopes.map(({ resource, scope, items }) => ({ resource, scope, records: items })) };
}
