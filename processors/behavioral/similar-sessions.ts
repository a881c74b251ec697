/**
 * A search for sessions like a given one, over more sessions than one would compare: candidates by the bands of MinHash,
 * then the exact similarity. Equal sets are one entry, so an agent that repeats itself makes no long buckets.
 */
import { compareText } from './compare.ts';
import { hashNumbers } from './fnv.ts';
import { jaccard } from './jaccard.ts';
import { bandKeys, minHash } from './min-hash.ts';

/** Lives as long as the process that searches; built anew from the stored shingles. */
export interface SimilarSessions {
  add(session: { readonly sessionId: string; readonly shingles: Uint32Array }): void;
  remove(sessionId: string): void;
  find(query: SimilarQuery): SimilarAnswer;
  readonly size: number;
}

export interface SimilarQuery {
  readonly shingles: Uint32Array;
  readonly similarityMin: number;
  readonly limit: number;
  /** Left out of the answer: the session that is asked about. */
  readonly except?: string;
}

export interface SimilarAnswer {
  /** The most similar first, then by id. */
  readonly sessions: readonly { readonly sessionId: string; readonly similarity: number }[];
  /** Candidates that were not compared because there were too many. */
  readonly candidatesLeftOut: number;
}

const CANDIDATES_MAX = 20_000;

interface Entry {
  readonly key: string;
  readonly shingles: Uint32Array;
  readonly bands: readonly number[];
  readonly sessionIds: Set<string>;
}

export function createSimilarSessions(): SimilarSessions {
  const entries = new Map<string, Entry>();
  const entryOf = new Map<string, Entry>();
  const buckets = new Map<number, Set<Entry>>();

  const remove = (sessionId: string): void => {
    const entry = entryOf.get(sessionId);
    if (entry === undefined) return;
    entryOf.delete(sessionId);
    entry.sessionIds.delete(sessionId);
    if (entry.sessionIds.size > 0) return;
    entries.delete(entry.key);
    for (const band of entry.bands) {
      const bucket = buckets.get(band);
      bucket?.delete(entry);
      if (bucket?.size === 0) buckets.delete(band);
    }
  };

  return {
    add({ sessionId, shingles }) {
      remove(sessionId);
      const key = `${hashNumbers(shingles)}.${shingles.length}`;
      const known = entries.get(key);
      const entry = known ?? { key, shingles, bands: bandKeys(minHash(shingles)), sessionIds: new Set<string>() };
      entry.sessionIds.add(sessionId);
      entryOf.set(sessionId, entry);
      if (known !== undefined) return;
      entries.set(key, entry);
      for (const band of entry.bands) {
        const bucket = buckets.get(band) ?? new Set();
        bucket.add(entry);
        buckets.set(band, bucket);
      }
    },
    remove,
    find({ shingles, similarityMin, limit, except }) {
      const candidates = new Set<Entry>();
      let candidatesLeftOut = 0;
      for (const band of bandKeys(minHash(shingles))) {
        for (const entry of buckets.get(band) ?? []) {
          if (candidates.size < CANDIDATES_MAX) candidates.add(entry);
          else if (!candidates.has(entry)) candidatesLeftOut++;
        }
      }
      const sessions = [...candidates]
        .map((entry) => ({ entry, similarity: jaccard(shingles, entry.shingles) }))
        .filter(({ similarity }) => similarity >= similarityMin)
        .sort((a, b) => b.similarity - a.similarity || compareText(a.entry.key, b.entry.key))
        // No more entries than could be shown: each has a session, and one may be left out.
        .slice(0, limit + 1)
        .flatMap(({ entry, similarity }) => [...entry.sessionIds].map((sessionId) => ({ sessionId, similarity })))
        .filter(({ sessionId }) => sessionId !== except)
        .sort((a, b) => b.similarity - a.similarity || compareText(a.sessionId, b.sessionId))
        .slice(0, limit);
      return { sessions, candidatesLeftOut };
    },
    get size() {
      return entryOf.size;
    },
  };
}
