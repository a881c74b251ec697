/**
 * Finds the model call that came before one, by the same agent. Two spans may describe one call, a framework's around an
 * SDK's or two beside each other; the other description of the same call is not an earlier one, or all of its input would look known.
 */
import type { SpanRecord } from '../model/session.ts';
import { inputTokens, outputTokens, type TokenUsage } from '../model/usage.ts';
import { isModelCall } from '../sessions/count-calls.ts';
import type { Store } from '../store.ts';

/** Calls that are looked at: an agent that was silent while others called more often has no call before. */
const CALLS_MAX = 1024;
const PAGE_LENGTH = 64;

export async function findPreviousCall(store: Store, sessionId: string, call: SpanRecord): Promise<SpanRecord | null> {
  const ancestors = new AncestorReader(store);
  const around = new Set((await ancestors.read(call)).map((record) => record.spanId));
  const agent = await ancestors.agentOf(call);
  let before = call;
  for (let looked = 0; looked < CALLS_MAX; looked += PAGE_LENGTH) {
    const page = await store.readCallsBefore(sessionId, { before, limit: PAGE_LENGTH });
    for (const candidate of page) {
      if (isSameCall(candidate, call) || around.has(candidate.spanId)) continue;
      if ((await ancestors.agentOf(candidate)) === agent) return candidate;
    }
    const last = page.at(-1);
    if (page.length < PAGE_LENGTH || last === undefined) return null;
    before = last;
  }
  return null;
}

function isSameCall(a: SpanRecord, b: SpanRecord): boolean {
  if (a.spanId === b.spanId) return true;
  if (a.responseId !== null && b.responseId !== null) return a.responseId === b.responseId;
  // Beside each other, and not each with an id; a real call at the same time has no answer yet that this one could know.
  const overlap = a.startUnixNano < b.endUnixNano && b.startUnixNano < a.endUnixNano;
  return overlap && a.usage !== null && b.usage !== null && hasSameTotals(a.usage, b.usage);
}

function hasSameTotals(a: TokenUsage, b: TokenUsage): boolean {
  return inputTokens(a) === inputTokens(b) && outputTokens(a) === outputTokens(b);
}

/** Calls that stand next to each other have the same spans around them, so those are read once. */
class AncestorReader {
  readonly #store: Store;
  readonly #read = new Map<string, Promise<readonly SpanRecord[]>>();

  constructor(store: Store) {
    this.#store = store;
  }

  read(record: SpanRecord): Promise<readonly SpanRecord[]> {
    const key = `${record.traceId} ${record.parentSpanId}`;
    const read = this.#read.get(key) ?? this.#store.readAncestors(record);
    this.#read.set(key, read);
    return read;
  }

  /** The agent that a span names, or that the nearest span around it names; else calls under one parent belong together. */
  async agentOf(record: SpanRecord): Promise<string> {
    if (record.agentName !== null) return `agent ${record.agentName}`;
    const line = [record, ...(await this.read(record))];
    const named = line.find(({ agentName }) => agentName !== null);
    if (named !== undefined) return `agent ${named.agentName}`;
    const outside = line.findIndex((ancestor) => !isModelCall(ancestor));
    return `parent ${line.at(outside === -1 ? -1 : outside - 1)?.parentSpanId}`;
  }
}
