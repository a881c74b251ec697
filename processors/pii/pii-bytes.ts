/** What is kept of a session for its privacy: counts and masked places as JSON, never a value. What another version wrote is null. */
import { hash } from 'node:crypto';

import type { EntityType } from './recognizer.ts';
import type { Place } from './session-texts.ts';
import type { FindCount, MaskedFind } from './text-scanner.ts';

/** Rises with every change of what is looked for or kept. */
export const PII_BYTES_VERSION = 1;

export interface PiiOfSession {
  readonly sessionId: string;
  /** Says which sessions are the newer ones, nothing else. */
  readonly endedMs: number;
  /** Distinct texts that were read, and their characters. */
  readonly texts: number;
  readonly characters: number;
  readonly skipped: SkippedOfSession;
  /** Every distinct text counts once, at the place where it was first seen. */
  readonly counts: readonly PlacedCount[];
  readonly places: readonly FoundPlace[];
}

export interface PlacedCount extends FindCount {
  readonly place: Place;
}

export interface SkippedOfSession {
  /** Images and other files, and encoded binary data in texts. */
  readonly media: number;
  readonly blobs: number;
  /** Texts and characters past the limits. */
  readonly texts: number;
  readonly characters: number;
  /** Finds of a text past `entities_per_text_max`. */
  readonly entities: number;
  /** Structures nested too deep. */
  readonly nested: number;
  /** Spans of a session with more than are read. */
  readonly spans: number;
}

export interface FoundPlace extends Omit<MaskedFind, 'start' | 'end' | 'type'> {
  readonly type: EntityType;
  readonly place: Place;
  readonly trace_id: string;
  readonly span_id: string;
  readonly field: string;
  /** Null where it is in the name of a member, not in its value. */
  readonly start: number | null;
  readonly end: number | null;
}

export interface KeptPii extends PiiOfSession {
  /** SHA-256 of the bytes. */
  readonly digest: string;
}

export function encodePii(found: PiiOfSession): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(found));
}

/** Only this processor's own bytes of this version get here, so what parses has this shape. */
export function decodePii(bytes: Uint8Array): KeptPii | null {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const found = JSON.parse(new TextDecoder().decode(bytes)) as PiiOfSession;
    return { ...found, digest: hash('sha256', bytes, 'hex') };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
