/**
 * Scans a text for what the recognizers know. A scanner is built once, since building its indexes takes milliseconds; a scan
 * is pure, needs no clock, and takes time in proportion to the text, whatever the text is.
 */
import { DEFAULT_PII_CONFIG, type PiiConfig } from './config.ts';
import { buildContextIndex } from './context-index.ts';
import { eachMatch } from './each-match.ts';
import { DENIED_SCORE, type Candidate, type RecognizedEntity, type Recognizer } from './recognizer.ts';
import { resolveOverlaps, type Placed } from './resolve-overlaps.ts';
import { prepareText, type ScanText, type Sign } from './scan-text.ts';
import { buildShapeIndex } from './shape-index.ts';

export interface ScanResult {
  /** In order of place; no two overlap. */
  readonly entities: readonly RecognizedEntity[];
  readonly skipped: Skipped;
}

/** What was not read or not told. */
export interface Skipped {
  /** Encoded binary data, as images: how many, and their characters. */
  readonly blobs: number;
  readonly blobCharacters: number;
  /** Characters past `text_length_max`. */
  readonly characters: number;
  /** Finds past `entities_per_text_max`. */
  readonly entities: number;
}

export type ScanOne = (text: string) => ScanResult;

interface Found extends Placed {
  readonly recognizer: Recognizer;
}

const NOTHING: ScanResult = { entities: [], skipped: { blobs: 0, blobCharacters: 0, characters: 0, entities: 0 } };

export function createScanner(known: readonly Recognizer[], config: PiiConfig = DEFAULT_PII_CONFIG): ScanOne {
  const wanted = new Set(config.entities);
  const recognizers = known.filter(({ entity }) => wanted.size === 0 || wanted.has(entity));
  const thresholds = new Map(Object.entries(config.entity_thresholds));
  const findShapes = buildShapeIndex(recognizers);
  const contexts = buildContextIndex(recognizers, config.context_characters);
  const searching = groupByNeeds(recognizers.filter(({ patterns, find }) => patterns.length > 0 || find !== null));

  return (given) => {
    const text = prepareText(given.length > config.text_length_max ? given.slice(0, config.text_length_max) : given);
    const characters = Math.max(0, given.length - config.text_length_max);
    const { blobs, blobCharacters } = text;
    if (text.signs.size === 0 && characters === 0 && blobs === 0) return NOTHING;
    const isNear = contexts.near(text);
    const found: Found[] = [];
    const judge = (recognizer: Recognizer, { start, end, score, contextScore }: Candidate): void => {
      const threshold = thresholds.get(recognizer.entity) ?? config.score_threshold;
      if (Math.max(score, contextScore) < threshold) return;
      const value = text.folded.slice(start, end);
      if (!recognizer.validate(value, text, start, end)) return;
      const isSurer = contextScore !== score && isNear(recognizer, start, end);
      const reached = isSurer ? contextScore : score;
      if (reached < threshold) return;
      const isDenied = recognizer.deny(value);
      if (isDenied && threshold > DENIED_SCORE) return;
      found.push({
        recognizer,
        name: recognizer.name,
        start,
        end,
        score: isDenied ? Math.min(reached, DENIED_SCORE) : reached,
      });
    };
    if (text.signs.has('digit')) {
      findShapes(text.folded, ({ recognizer, shape: { score, contextScore } }, start, end) =>
        judge(recognizer, { start, end, score, contextScore }),
      );
    }
    for (const { needs, members } of searching) {
      if (!needs.every((sign) => text.signs.has(sign))) continue;
      for (const recognizer of members) {
        if (recognizer.find === null) searchPatterns(recognizer, text, (candidate) => judge(recognizer, candidate));
        else for (const candidate of recognizer.find(text)) judge(recognizer, candidate);
      }
    }
    const resolved = resolveOverlaps(found, text.folded.length);
    return {
      entities: resolved.slice(0, config.entities_per_text_max).map((one) => toEntity(one, text)),
      skipped: {
        blobs,
        blobCharacters,
        characters,
        entities: Math.max(0, resolved.length - config.entities_per_text_max),
      },
    };
  };
}

interface NeedGroup {
  readonly needs: readonly Sign[];
  readonly members: readonly Recognizer[];
}

/** What a text holds is asked once for all that need the same: there are six kinds of needs, and texts are short. */
function groupByNeeds(recognizers: readonly Recognizer[]): readonly NeedGroup[] {
  const groups = Map.groupBy(recognizers, ({ needs }) => needs.join(' '));
  return [...groups.values()].map((members) => ({ needs: members[0]?.needs ?? [], members }));
}

function searchPatterns({ patterns }: Recognizer, text: ScanText, tell: (candidate: Candidate) => void): void {
  for (const { anchors, regex, score, contextScore } of patterns) {
    if (anchors.length > 0 && !anchors.some((anchor) => text.lower.includes(anchor))) continue;
    eachMatch(regex, text.folded, (match) => {
      const value = match.groups?.value ?? match[0];
      if (value === '') return;
      const start = match.index + match[0].lastIndexOf(value);
      tell({ start, end: start + value.length, score, contextScore });
    });
  }
}

function toEntity({ recognizer, start, end, score }: Found, text: ScanText): RecognizedEntity {
  return {
    entity_type: recognizer.entity,
    start: text.origin(start),
    end: text.originEnd(end - 1),
    score,
    recognition_metadata: { recognizer_name: recognizer.name, kind: recognizer.kind },
  };
}
