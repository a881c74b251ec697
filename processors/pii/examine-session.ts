/** Reads each distinct text of a session once and says what it holds and where, masked. */
import type { CompletedSession } from '../processor.ts';
import type { PiiConfig } from './config.ts';
import type { FoundPlace, PiiOfSession, PlacedCount, SkippedOfSession } from './pii-bytes.ts';
import { walkTexts, type SessionText } from './session-texts.ts';
import type { MaskedFind, TextScanner, Weight } from './text-scanner.ts';

export function examineSession(session: CompletedSession, scanner: TextScanner, config: PiiConfig): PiiOfSession {
  const seen = new Set<string>();
  const counts = new Map<string, PlacedCount>();
  const places: Record<Weight, FoundPlace[]> = { secret: [], sensitive: [], other: [] };
  const skipped: Writable<SkippedOfSession> = {
    media: 0,
    blobs: 0,
    texts: 0,
    characters: 0,
    entities: 0,
    nested: 0,
    spans: session.spansLeftOut,
  };
  let texts = 0;
  let characters = 0;
  const read = (given: SessionText): void => {
    const found = scanner.scan(given.text);
    const readCharacters = given.text.length - found.skipped.characters;
    texts += 1;
    characters += readCharacters;
    skipped.blobs += found.skipped.blobs;
    skipped.characters += found.skipped.characters;
    skipped.entities += found.skipped.entities;
    for (const { type, tier, weight, count } of found.counts) {
      const key = `${given.place} ${type} ${tier}`;
      counts.set(key, { type, tier, weight, place: given.place, count: (counts.get(key)?.count ?? 0) + count });
    }
    for (const find of found.finds) {
      if (places[find.weight].length < config.places_max) places[find.weight].push(toPlace(find, given));
    }
  };
  walkTexts(session, {
    onText: (given) => {
      if (seen.has(given.text)) return;
      seen.add(given.text);
      if (characters + Math.min(given.text.length, config.text_length_max) <= config.session_characters_max)
        read(given);
      else {
        skipped.texts += 1;
        skipped.characters += given.text.length;
      }
    },
    onMedia: () => (skipped.media += 1),
    onTooDeep: () => (skipped.nested += 1),
  });
  return {
    sessionId: session.record.id,
    endedMs: session.record.lastActivityMs,
    texts,
    characters,
    skipped,
    counts: [...counts.values()],
    places: [...places.secret, ...places.sensitive, ...places.other],
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function toPlace(
  { type, weight, tier, start, end, excerpt, hash }: MaskedFind,
  { span, place, field, nameLength }: SessionText,
): FoundPlace {
  const isInValue = start >= nameLength;
  return {
    type,
    weight,
    tier,
    place,
    trace_id: span.traceId,
    span_id: span.spanId,
    field: field.join('/'),
    start: isInValue ? start - nameLength : null,
    end: isInValue ? end - nameLength : null,
    excerpt,
    hash,
  };
}
