/**
 * The OTLP requests in a file, each with its bytes as they stand there: written anew, a number beyond 2^53 would change. A
 * request says what it is by its first field (`resourceSpans`, `resourceLogs`, `resourceMetrics`).
 */
import type { Encoding, Signal } from '../otlp/export-request.ts';

export interface FoundRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For messages: `:3` for the third line, `[2]` for the third of a list, empty where there is one only. */
  readonly place: string;
}

export interface SplitOptions {
  readonly isProto: boolean;
  readonly protoSignal: Signal;
}

/** @throws Error in one line that says what is wrong with the file. */
export function splitRequests(file: Buffer, { isProto, protoSignal }: SplitOptions): FoundRequest[] {
  if (isProto) return [{ signal: protoSignal, encoding: 'proto', bytes: copy(file), place: '' }];
  const text = decode(file);
  if (text.trim() === '') throw new Error('the file is empty');
  const whole = parse(text);
  if (whole === undefined) return splitLines(text);
  if (!Array.isArray(whole)) return [toRequest(text, whole, '')];
  return elementsOf(text).map((element, index) => toRequest(element, whole[index], `[${index}]`));
}

function splitLines(text: string): FoundRequest[] {
  const lines = text.split('\n').map((line, index) => ({ line, place: `:${index + 1}` }));
  return lines
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, place }) => {
      const value = parse(line);
      if (value === undefined) throw new Error(`is neither JSON nor JSON lines (line ${place.slice(1)})`);
      return toRequest(line, value, place);
    });
}

function toRequest(text: string, value: unknown, place: string): FoundRequest {
  const signal =
    typeof value === 'object' && value !== null
      ? SIGNALS.find(([names]) => names.some((name) => Object.hasOwn(value, name)))?.[1]
      : undefined;
  if (signal === undefined) {
    throw new Error(
      `is no OTLP request${place === '' ? '' : ` at ${place}`}: expected resourceSpans, resourceLogs or resourceMetrics`,
    );
  }
  return { signal, encoding: 'json', bytes: copy(Buffer.from(text)), place };
}

const SIGNALS: readonly (readonly [names: readonly string[], signal: Signal])[] = [
  [['resourceSpans', 'resource_spans'], 'traces'],
  [['resourceLogs', 'resource_logs'], 'logs'],
  [['resourceMetrics', 'resource_metrics'], 'metrics'],
];

/** The texts of a list's elements. The list is known to be valid JSON, so only strings and depth matter. */
function elementsOf(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') {
      if (++depth === 1) start = at + 1;
    } else if (depth === 1 && (char === ',' || char === ']')) {
      const element = text.slice(start, at);
      if (element.trim() !== '') elements.push(element);
      start = at + 1;
      if (char === ']') return elements;
    } else if (char === ']' || char === '}') depth--;
  }
  return elements;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function decode(file: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw new Error('is not valid UTF-8 (protobuf files are told by the ending .binpb)');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** In memory of its own: a store may hand the bytes to another thread, and a Buffer may share its memory with others. */
function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
