/**
 * What the analysis remembers of an agent's patterns between two lives of the program, so that they keep their numbers:
 * everything else is made again from the sessions' features. What cannot be read is null, and the numbers begin anew.
 *
 * version · next id · patterns (id, is retired, first seen, parents, shingles of the medoid)
 */
import { ByteReader, ByteWriter } from './byte-columns.ts';
import type { KnownCluster, Lineage } from './cluster-lineage.ts';
import { FEATURES_VERSION } from './feature-bytes.ts';
import { hashNumbers } from './fnv.ts';

/** With the features' version, because shingles are theirs. */
const LINEAGE_VERSION = 1000 + FEATURES_VERSION;

export function encodeLineage({ nextId, known }: Lineage): Uint8Array {
  const writer = new ByteWriter();
  writer.count(LINEAGE_VERSION);
  writer.count(nextId);
  writer.count(known.length);
  for (const { id, isRetired, firstSeenMs, parentIds, medoid } of known) {
    writer.count(id);
    writer.count(isRetired ? 1 : 0);
    writer.count(Math.round(firstSeenMs));
    writer.ascending(Uint32Array.from(parentIds));
    writer.ascending(medoid.shingles);
  }
  return writer.take();
}

export function decodeLineage(bytes: Uint8Array): Lineage | null {
  const reader = new ByteReader(bytes);
  try {
    if (reader.count() !== LINEAGE_VERSION) return null;
    const nextId = reader.count();
    const known = Array.from({ length: reader.length() }, () => readCluster(reader));
    return reader.isAtEnd ? { nextId, known } : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readCluster(reader: ByteReader): KnownCluster {
  const id = reader.count();
  const isRetired = reader.count() === 1;
  const firstSeenMs = reader.count();
  const parentIds = [...reader.ascending()];
  const shingles = reader.ascending();
  return { id, isRetired, firstSeenMs, parentIds, medoid: { key: hashNumbers(shingles), shingles } };
}
