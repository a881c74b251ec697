/**
 * Reads which of OTLP's two encodings a request is in. Strict on purpose: parsers that let `application/json\tx` or trailing
 * text pass are how checks by content type were walked around elsewhere (CVE-2026-25223, CVE-2026-3419).
 */
import { CollectorError } from '../../errors.ts';
import type { Encoding } from '../../otlp/export-request.ts';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = ` *; *${TOKEN}=(?:${TOKEN}|"[ !#-\\[\\]-~]*")`;
const SHAPE = new RegExp(`^(${TOKEN}/${TOKEN})(?:${PARAMETER})* *;? *$`);

const ENCODINGS = new Map<string, Encoding>([
  ['application/x-protobuf', 'proto'],
  ['application/json', 'json'],
]);

/** @throws CollectorError UNSUPPORTED_MEDIA_TYPE */
export function parseContentType(header: string | undefined): Encoding {
  const encoding = readEncoding(header);
  if (encoding !== undefined) return encoding;
  const message = 'Content-Type must be application/x-protobuf or application/json';
  throw new CollectorError('UNSUPPORTED_MEDIA_TYPE', message);
}

export function readEncoding(header: string | undefined): Encoding | undefined {
  const type = SHAPE.exec(header ?? '')?.[1];
  return type === undefined ? undefined : ENCODINGS.get(type.toLowerCase());
}

export function contentTypeOf(encoding: Encoding): string {
  return encoding === 'proto' ? 'application/x-protobuf' : 'application/json';
}
