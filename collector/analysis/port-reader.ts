/**
 * A store that only the main thread can read, as the thread that analyses sees it: it asks over its port, page by page. The
 * two ends of the conversation are here side by side.
 */
import type { MessagePort } from 'node:worker_threads';

import { CollectorError, toCollectorError, type ErrorCode } from '../errors.ts';
import type { AnalysisReader, AnalyzedSpan } from '../store/analysis-store.ts';
import type { OwnVocabulary } from '../vocabularies/vocabulary.ts';
import type { FromThread, ToThread } from './messages.ts';

type Method = 'readSession' | 'readSessionChanges' | 'listCompletedSessionIds' | 'readKept' | 'readMemories';

export type ReadRequest =
  | {
      readonly [Name in Method]: { readonly method: Name; readonly args: Readonly<Parameters<AnalysisReader[Name]>> };
    }[Method]
  | { readonly method: 'openSpans'; readonly sessionId: string }
  /** The next page, null at the end. */
  | { readonly method: 'nextSpans'; readonly cursor: number }
  | { readonly method: 'closeSpans'; readonly cursor: number };

export type ReadAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/** The thread's end. */
export class PortReader implements AnalysisReader {
  readonly own: OwnVocabulary | null;
  readonly #ask: (request: ReadRequest) => Promise<ReadAnswer>;

  constructor(ask: (request: ReadRequest) => Promise<ReadAnswer>, own: OwnVocabulary | null) {
    this.#ask = ask;
    this.own = own;
  }

  async readSession(...args: Parameters<AnalysisReader['readSession']>) {
    return this.#read<'readSession'>({ method: 'readSession', args });
  }

  async readSessionChanges(...args: Parameters<AnalysisReader['readSessionChanges']>) {
    return this.#read<'readSessionChanges'>({ method: 'readSessionChanges', args });
  }

  async listCompletedSessionIds(...args: Parameters<AnalysisReader['listCompletedSessionIds']>) {
    return this.#read<'listCompletedSessionIds'>({ method: 'listCompletedSessionIds', args });
  }

  async readKept(...args: Parameters<AnalysisReader['readKept']>) {
    return this.#read<'readKept'>({ method: 'readKept', args });
  }

  async readMemories(...args: Parameters<AnalysisReader['readMemories']>) {
    return this.#read<'readMemories'>({ method: 'readMemories', args });
  }

  async *readAnalyzedSpans(sessionId: string): AsyncGenerator<readonly AnalyzedSpan[]> {
    const cursor = await this.#get<number>({ method: 'openSpans', sessionId });
    try {
      for (;;) {
        const page = await this.#get<readonly AnalyzedSpan[] | null>({ method: 'nextSpans', cursor });
        if (page === null) return;
        yield page;
      }
    } finally {
      await this.#get({ method: 'closeSpans', cursor });
    }
  }

  async #read<Name extends Method>(request: ReadRequest): Promise<Awaited<ReturnType<AnalysisReader[Name]>>> {
    return this.#get<Awaited<ReturnType<AnalysisReader[Name]>>>(request);
  }

  /* The other end below answers each method with what the reader answers. */
  async #get<T>(request: ReadRequest): Promise<T> {
    const answer = await this.#ask(request);
    if (!answer.ok) throw new CollectorError(answer.code, answer.message);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return answer.value as T;
  }
}

/** A reader over the thread's own port, beside `serveAnalyses`. */
export function readOverPort(port: MessagePort, own: OwnVocabulary | null): PortReader {
  const waiting = new Map<number, (answer: ReadAnswer) => void>();
  let nextId = 1;
  port.on('message', (message: ToThread) => {
    if (message.type !== 'read') return;
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  });
  return new PortReader(async (request) => {
    const id = nextId++;
    port.postMessage({ type: 'read', id, request } satisfies FromThread);
    return new Promise((resolve) => waiting.set(id, resolve));
  }, own);
}

/** The main thread's end. Lives as long as the thread that asks. */
export class PortReading {
  readonly #reader: AnalysisReader;
  readonly #open = new Map<number, AsyncIterator<readonly AnalyzedSpan[]>>();
  #nextCursor = 1;

  constructor(reader: AnalysisReader) {
    this.#reader = reader;
  }

  async answer(request: ReadRequest): Promise<ReadAnswer> {
    try {
      return { ok: true, value: await this.#read(request) };
    } catch (error) {
      const { code, message } = toCollectorError(error);
      return { ok: false, code, message };
    }
  }

  async #read(request: ReadRequest): Promise<unknown> {
    const reader = this.#reader;
    switch (request.method) {
      case 'readSession':
        return reader.readSession(...request.args);
      case 'readSessionChanges':
        return reader.readSessionChanges(...request.args);
      case 'listCompletedSessionIds':
        return reader.listCompletedSessionIds(...request.args);
      case 'readKept':
        return reader.readKept(...request.args);
      case 'readMemories':
        return reader.readMemories(...request.args);
      case 'openSpans': {
        const cursor = this.#nextCursor++;
        this.#open.set(cursor, reader.readAnalyzedSpans(request.sessionId)[Symbol.asyncIterator]());
        return cursor;
      }
      case 'nextSpans': {
        const next = await this.#open.get(request.cursor)?.next();
        return next === undefined || next.done === true ? null : copyPage(next.value);
      }
      case 'closeSpans': {
        const open = this.#open.get(request.cursor);
        this.#open.delete(request.cursor);
        await open?.return?.();
        return null;
      }
      default:
        return null;
    }
  }
}

/** A view into a request's body would take the whole body along. What spans share is shared on the other side, too. */
function copyPage(page: readonly AnalyzedSpan[]): readonly AnalyzedSpan[] {
  const copies = new Map<Uint8Array, Uint8Array>();
  const copy = (bytes: Uint8Array): Uint8Array => {
    const copied = copies.get(bytes) ?? new Uint8Array(bytes);
    copies.set(bytes, copied);
    return copied;
  };
  return page.map((one) => ({
    ...one,
    span: copy(one.span),
    resource: copy(one.resource),
    scope: copy(one.scope),
    logRecords: one.logRecords.map(copy),
  }));
}
