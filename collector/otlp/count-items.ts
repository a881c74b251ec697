/** How many log records or data points a request carries; it is kept as received, so nothing more of it is read here. */
import { CollectorError } from '../errors.ts';
import type { Encoding } from './export-request.ts';
import { field, isObject, listField, type JsonObject } from './json-fields.ts';
import { parseJson } from './parse-json-exactly.ts';
import { BYTES, createReader, expectType, readEnd, skipField } from './wire-reader.ts';

/*
 * ExportLogsServiceRequest    { 1 ResourceLogs { 2 ScopeLogs { 2 LogRecord } } }
 * ExportMetricsServiceRequest { 1 ResourceMetrics { 2 ScopeMetrics { 2 Metric { 5 gauge, 7 sum, 9 histogram,
 *                               10 exponential_histogram, 11 summary: each { 1 data_points } } } } }
 */
const PROTO_PATHS = {
  logs: [[1], [2], [2]],
  metrics: [[1], [2], [2], [5, 7, 9, 10, 11], [1]],
} as const;

const JSON_PATHS = {
  logs: [['resourceLogs'], ['scopeLogs'], ['logRecords']],
  metrics: [
    ['resourceMetrics'],
    ['scopeMetrics'],
    ['metrics'],
    ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'],
    ['dataPoints'],
  ],
} as const;

/** @throws CollectorError INVALID_REQUEST where the body is no such message. */
export function countItems(
  body: Uint8Array,
  encoding: Encoding,
  signal: 'logs' | 'metrics',
): { readonly accepted: number } {
  try {
    if (encoding === 'proto')
      return { accepted: countProto(body, { start: 0, end: body.length }, PROTO_PATHS[signal]) };
    const text = new TextDecoder().decode(body);
    const request: unknown = text.trim() === '' ? {} : parseJson(text);
    if (!isObject(request)) throw new Error('not an object');
    return { accepted: countJson(request, JSON_PATHS[signal]) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the body is no export request for ${signal} in ${encoding === 'proto' ? 'protobuf' : 'JSON'}: ${reason}`;
    throw new CollectorError('INVALID_REQUEST', message, { cause: error });
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function countProto(body: Uint8Array, { start, end }: Range, path: readonly (readonly number[])[]): number {
  const [wanted, ...deeper] = path;
  if (wanted === undefined) return 1;
  const reader = createReader(body);
  reader.pos = start;
  let count = 0;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (wanted.includes(tag >>> 3)) {
      expectType(tag, BYTES);
      const fieldEnd = readEnd(reader, end);
      count += countProto(body, { start: reader.pos, end: fieldEnd }, deeper);
      reader.pos = fieldEnd;
    } else skipField(reader, tag, end);
  }
  return count;
}

function countJson(object: JsonObject, path: readonly (readonly string[])[]): number {
  const [names, ...deeper] = path;
  if (names === undefined) return 1;
  let count = 0;
  for (const name of names) {
    const value = field(object, name);
    const items = isObject(value) ? [value] : listField(object, name);
    for (const item of items) {
      if (!isObject(item)) throw new Error(`an element of ${name} is not an object`);
      count += countJson(item, deeper);
    }
  }
  return count;
}
