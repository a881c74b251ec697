/** Log records of OTLP/JSON as protobuf messages, field by field by the table of `decode-log-record.ts`. */
import protobuf from 'protobufjs/minimal.js';

import {
  encodeAnyValue,
  writeAttributes,
  writeCount,
  writeEnum,
  writeFlags,
  writeId,
  writeMessage,
  writeText,
  writeTime,
} from './encode-json-fields.ts';
import { InvalidItem } from './invalid-item.ts';
import { field, isObject } from './json-fields.ts';

/** What generic protobuf printers write for `severityNumber`: five names, each also with 2, 3 and 4 behind it. */
const SEVERITIES = [
  'SEVERITY_NUMBER_UNSPECIFIED',
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) =>
    ['', '2', '3', '4'].map((step) => `SEVERITY_NUMBER_${name}${step}`),
  ),
];

/** @throws InvalidItem with the reason the sender is told. */
export function encodeJsonLogRecord(json: unknown): Uint8Array {
  if (!isObject(json)) throw new InvalidItem('a log record is not an object');
  const writer = protobuf.Writer.create();
  writeTime(writer, 1, field(json, 'timeUnixNano'), 'time');
  writeEnum(writer, 2, field(json, 'severityNumber'), SEVERITIES);
  writeText(writer, 3, json, 'severityText');
  const body = field(json, 'body');
  if (body !== undefined) {
    if (!isObject(body)) throw new InvalidItem('body is not an object');
    writeMessage(writer, 5, (inner) => encodeAnyValue(inner, body, 1));
  }
  writeAttributes(writer, 6, json);
  writeCount(writer, 7, field(json, 'droppedAttributesCount'));
  writeFlags(writer, 8, field(json, 'flags'));
  const traceId = field(json, 'traceId');
  if (traceId !== undefined && traceId !== '') writeId(writer, 9, traceId, { what: 'trace id', bytes: 16 });
  const spanId = field(json, 'spanId');
  if (spanId !== undefined && spanId !== '') writeId(writer, 10, spanId, { what: 'span id', bytes: 8 });
  writeTime(writer, 11, field(json, 'observedTimeUnixNano'), 'observed time');
  writeText(writer, 12, json, 'eventName');
  return writer.finish();
}
