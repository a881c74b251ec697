/**
 * What was read of the spans of each SDK and what was not: counts for every instrumentation scope of every service. Spans of
 * one SDK have the same few sets of keys, so which keys nobody reads is found out once for each set.
 */
import type { AttributeValue } from '../model/attributes.ts';
import { isModelCall } from '../sessions/count-calls.ts';
import type { StoredSpan } from '../store.ts';
import type { SpanInContext } from '../vocabularies/vocabulary.ts';
import { findUnreadKeys, withoutIndexes, type UnreadKeys } from '../vocabularies/unread-keys.ts';
import type { ScopeCoverage } from './schemas.ts';

export interface SeenSpan {
  readonly record: StoredSpan['record'];
  readonly context: SpanInContext;
  /** Whether its session was named by an attribute. */
  readonly isSessionNamed: boolean;
  /** False for a model call of which nothing that was said can be read. */
  readonly hasContent: boolean;
}

const SCOPES_MAX = 200;
const KEYS_COUNTED_MAX = 1000;
const KEYS_SHOWN = 50;
const KEY_SETS_MAX = 2000;

export class CoverageCounter {
  readonly #scopes = new Map<string, ScopeCounts>();
  readonly #unread = new Map<string, UnreadKeys>();
  /** Spans of scopes beyond the limit. */
  uncounted = 0;

  add(seen: SeenSpan): void {
    const { scope, resource } = seen.context;
    const name: ScopeName = {
      scope: scope.name,
      version: scope.version,
      service: textOf(resource.attributes.get('service.name')),
      sdk_language: textOf(resource.attributes.get('telemetry.sdk.language')),
    };
    const key = JSON.stringify(Object.values(name));
    let counts = this.#scopes.get(key);
    if (counts === undefined) {
      if (this.#scopes.size === SCOPES_MAX) {
        this.uncounted += 1;
        return;
      }
      counts = new ScopeCounts(name);
      this.#scopes.set(key, counts);
    }
    counts.add(seen, this.#unreadOf(seen));
  }

  /** Those with the most spans first. */
  scopes(): ScopeCoverage[] {
    return [...this.#scopes.values()]
      .map((counts) => counts.result())
      .sort((a, b) => b.spans - a.spans || compare(a.scope, b.scope) || compare(a.service ?? '', b.service ?? ''));
  }

  #unreadOf({ context, record }: SeenSpan): UnreadKeys {
    const templates = new Set([...context.span.attributes.keys()].map(withoutIndexes));
    const set = JSON.stringify([
      context.scope.name,
      record.kind,
      context.span.events.length > 0,
      ...[...templates].sort(),
    ]);
    const known = this.#unread.get(set);
    if (known !== undefined) return known;
    const unread = findUnreadKeys(context);
    if (this.#unread.size < KEY_SETS_MAX) this.#unread.set(set, unread);
    return unread;
  }
}

type ScopeName = Pick<ScopeCoverage, 'scope' | 'version' | 'service' | 'sdk_language'>;

class ScopeCounts {
  readonly #name: ScopeName;
  readonly #vocabularies = new Map<string, number>();
  readonly #unpriced = new Map<string, number>();
  readonly #unmapped = new Map<string, number>();
  readonly #foreign = new Map<string, number>();
  #spans = 0;
  #modelCalls = 0;
  #toolCalls = 0;
  #withoutContent = 0;
  #withoutUsage = 0;
  #withoutPrice = 0;
  #withoutSession = 0;
  #droppedSpans = 0;
  #dropped = 0;

  constructor(name: ScopeName) {
    this.#name = name;
  }

  add({ record, context, isSessionNamed, hasContent }: SeenSpan, unread: UnreadKeys): void {
    this.#spans += 1;
    count(this.#vocabularies, record.vocabulary);
    const isCall = isModelCall(record);
    const hasTokens = isCall || record.kind === 'embedding' || record.kind === 'rerank';
    if (isCall) this.#modelCalls += 1;
    if (record.kind === 'tool') this.#toolCalls += 1;
    if (!hasContent) this.#withoutContent += 1;
    // One that failed, or still runs, has used nothing that could be told.
    const hasEnded = record.status !== 'error' && record.endUnixNano !== 0n;
    if (hasTokens && hasEnded && record.usage === null) this.#withoutUsage += 1;
    if (hasTokens && record.usage !== null && record.costNanoUsd === null) {
      this.#withoutPrice += 1;
      count(this.#unpriced, record.model ?? '');
    }
    if (!isSessionNamed) this.#withoutSession += 1;
    const { droppedAttributesCount } = context.span;
    if (droppedAttributesCount > 0) this.#droppedSpans += 1;
    this.#dropped += droppedAttributesCount;
    for (const key of unread.unmapped) count(this.#unmapped, key);
    for (const key of unread.foreign) count(this.#foreign, key);
  }

  result(): ScopeCoverage {
    return {
      ...this.#name,
      spans: this.#spans,
      vocabularies: sorted(this.#vocabularies).map(([name, spans]) => ({ name, spans })),
      model_calls: this.#modelCalls,
      tool_calls: this.#toolCalls,
      without_content: this.#withoutContent,
      without_usage: this.#withoutUsage,
      without_price: this.#withoutPrice,
      without_session_id: this.#withoutSession,
      unpriced_models: sorted(this.#unpriced).map(([model, calls]) => ({ model, calls })),
      dropped_attributes: { spans: this.#droppedSpans, attributes: this.#dropped },
      unmapped_keys: sorted(this.#unmapped).map(([key, spans]) => ({ key, spans })),
      foreign_keys: sorted(this.#foreign).map(([key, spans]) => ({ key, spans })),
    };
  }
}

function count(counts: Map<string, number>, name: string): void {
  const before = counts.get(name);
  if (before === undefined && counts.size >= KEYS_COUNTED_MAX) return;
  counts.set(name, (before ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...counts].sort(([a, m], [b, n]) => n - m || compare(a, b)).slice(0, KEYS_SHOWN);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function textOf(value: AttributeValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, TEXT_LENGTH_MAX) : null;
}

const TEXT_LENGTH_MAX = 200;
