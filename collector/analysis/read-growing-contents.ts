/**
 * Reads the contents of a conversation's calls, of which each sends again what the one before it sent: a list that begins
 * with the list before is read from where it goes on, and the messages before are the very same objects. Read whole, 200
 * turns are parsed 20,000 times. Whether a dialect reads its list message by message is tried first, with one more message:
 * some take the last one for the answer, or their messages from elsewhere, and are read whole.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Message, SpanContents } from '../model/message.ts';
import type { SpanKind } from '../model/mapped-span.ts';
import { decodeLogRecord } from '../otlp/decode-log-record.ts';
import type { DecodedStoredSpan } from '../store/decode-stored-span.ts';
import { joinLogEvents } from '../vocabularies/log-events.ts';
import { readContents } from '../vocabularies/read-contents.ts';

/** Shorter lists are read in no time. */
const LIST_CHARACTERS_MIN = 4096;
/** Conversations that are told in turn, such as those of several agents. */
const REMEMBERED_MAX = 8;

interface Remembered extends List {
  readonly contents: SpanContents;
  /** Whether it is read message by message; null while that was not tried. */
  readonly isPlain: boolean | null;
}

interface List {
  /** Whose list it is: kind of span, scope and attribute. */
  readonly owner: string;
  readonly key: string;
  /** As JSON. */
  readonly json: string;
}

export interface GrowingSpan {
  readonly kind: SpanKind;
  readonly context: DecodedStoredSpan;
  readonly logRecords: readonly Uint8Array[];
}

/** Lives as long as one session is read. */
export class GrowingContents {
  readonly #charactersMin: number;
  /** The newest first. */
  #remembered: readonly Remembered[] = [];
  /** The input read last of each kind and scope. */
  readonly #newest = new Map<string, readonly Message[]>();
  /** Of lists that went on, how many were read only from there. */
  readOn = 0;

  /** @param charactersMin for tests, whose conversations are short. */
  constructor(charactersMin = LIST_CHARACTERS_MIN) {
    this.#charactersMin = charactersMin;
  }

  read({ kind, context, logRecords }: GrowingSpan): SpanContents {
    const owner = `${kind} ${context.scope.name}`;
    // Messages in log records are records of their own, each of which is read.
    const contents =
      logRecords.length > 0
        ? readContents(joinLogEvents(context, logRecords.map(decodeLogRecord)))
        : this.#readAttributes(kind, context);
    const input = shareBeginning(contents.input, this.#newest.get(owner));
    if (input.length > 0) this.#newest.set(owner, input);
    if (input === contents.input) return contents;
    const shared = { ...contents, input };
    this.#remembered = this.#remembered.map((one) => (one.contents === contents ? { ...one, contents: shared } : one));
    return shared;
  }

  #readAttributes(kind: SpanKind, context: DecodedStoredSpan): SpanContents {
    const list = this.#findList(kind, context);
    if (list === null) return readContents(context);
    const before = this.#findBeginning(list);
    const read = before === undefined ? null : this.#readGrown(context, list, before);
    const { contents, isPlain } = read ?? { contents: readContents(context), isPlain: null };
    this.#remembered = [{ ...list, contents, isPlain }, ...this.#remembered.filter((one) => one !== before)].slice(
      0,
      REMEMBERED_MAX,
    );
    return contents;
  }

  /** The span's longest list. */
  #findList(kind: SpanKind, { span, scope }: DecodedStoredSpan): List | null {
    let longest: readonly [key: string, json: string] | null = null;
    for (const [key, value] of span.attributes) {
      if (typeof value !== 'string' || value.length < this.#charactersMin || !value.startsWith('[')) continue;
      if (longest === null || value.length > longest[1].length) longest = [key, value];
    }
    if (longest === null) return null;
    const [key, json] = longest;
    return { owner: `${kind} ${key} ${scope.name}`, key, json };
  }

  #findBeginning({ owner, json }: List): Remembered | undefined {
    let found: Remembered | undefined;
    for (const one of this.#remembered) {
      if (one.owner !== owner || one.json.length <= (found?.json.length ?? 0)) continue;
      if (isBeginning(one.json, json)) found = one;
    }
    return found;
  }

  #readGrown(
    context: DecodedStoredSpan,
    list: List,
    before: Remembered,
  ): { readonly contents: SpanContents; readonly isPlain: boolean } | null {
    if (before.isPlain === null) {
      const contents = readContents(context);
      return { contents, isPlain: isReadPlainly(context, list, contents) };
    }
    const rest = before.isPlain ? readRest(context, list, before) : null;
    if (rest === null) return { contents: readContents(context), isPlain: before.isPlain };
    this.readOn += 1;
    return { contents: rest, isPlain: true };
  }
}

/**
 * Messages told in attributes of their own are read whole with every call, but need not be kept as often: the history of 200
 * calls of 3 KB messages is 120 MB, once it is 1.2.
 */
function shareBeginning(input: readonly Message[], before: readonly Message[] = []): readonly Message[] {
  let shared = 0;
  while (shared < Math.min(input.length, before.length) && isDeepStrictEqual(input[shared], before[shared]))
    shared += 1;
  return shared === 0 || input[0] === before[0] ? input : [...before.slice(0, shared), ...input.slice(shared)];
}

/** Whether the list goes on where the other one ends: its last `]` is a comma there. */
function isBeginning(before: string, json: string): boolean {
  const end = before.length - 1;
  return before.length > 2 && before[end] === ']' && json[end] === ',' && json.startsWith(before.slice(0, end));
}

const PROBE: Message = {
  role: 'user',
  name: null,
  parts: [{ type: 'text', content: 'one more' }],
  finish_reason: null,
};
const PROBE_JSON = JSON.stringify({ role: 'user', content: 'one more', parts: PROBE.parts });

function isReadPlainly(context: DecodedStoredSpan, { key, json }: List, contents: SpanContents): boolean {
  if (!json.endsWith(']') || isToldElsewhere(context, key)) return false;
  const probed = readContents(withAttribute(context, key, `${json.slice(0, -1)},${PROBE_JSON}]`));
  return isDeepStrictEqual(probed, { ...contents, input: [...contents.input, PROBE] });
}

/** OpenAI's agents have their messages in attributes one by one, too, and a dialect takes whichever says more. */
function isToldElsewhere(context: DecodedStoredSpan, key: string): boolean {
  return readContents(withAttribute(context, key, '[]')).input.length > 0;
}

/** @returns null where what follows cannot be read apart from what was before. */
function readRest(
  context: DecodedStoredSpan,
  { key, json }: List,
  { json: before, contents: { system, input } }: Remembered,
): SpanContents | null {
  if (isToldElsewhere(context, key)) return null;
  const rest = readContents(withAttribute(context, key, `[${json.slice(before.length)}`));
  // A system message within the conversation would be taken for the prompt at its head.
  const isSame = rest.system.length === 0 || isDeepStrictEqual(rest.system, system);
  return isSame && rest.input.length > 0 ? { ...rest, system, input: [...input, ...rest.input] } : null;
}

function withAttribute(context: DecodedStoredSpan, key: string, value: string): DecodedStoredSpan {
  const attributes = new Map(context.span.attributes);
  attributes.set(key, value);
  return { ...context, span: { ...context.span, attributes } };
}
