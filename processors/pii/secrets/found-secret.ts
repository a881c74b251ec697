/** A find before overlaps are resolved, and how the ones that remain are chosen. */
import type { EntityType, RecognizedEntity } from '../recognizer.ts';

/** Known by their place alone: whoever knows the issuer knows more, however sure either is. */
const GENERAL: ReadonlySet<EntityType> = new Set(['API_KEY', 'PASSWORD', 'AUTHORIZATION']);

export interface FoundSecret {
  readonly entity: EntityType;
  /** The family or the rule that found it. */
  readonly by: string;
  /** UTF-16 units of the text as it was given. */
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** The find that names an issuer wins, then the surer one, then the longer one; what is left does not overlap and is in order. Sorting is all the cost. */
export function resolveOverlaps(found: readonly FoundSecret[]): RecognizedEntity[] {
  const ordered = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: FoundSecret[] = [];
  for (const one of ordered) {
    const last = kept.at(-1);
    if (last === undefined || last.end <= one.start) kept.push(one);
    else if (isBetter(one, last)) kept[kept.length - 1] = one;
  }
  return kept.map(({ entity, by, start, end, score }) => ({
    entity_type: entity,
    start,
    end,
    score,
    recognition_metadata: { recognizer_name: by, kind: 'secret' },
  }));
}

/* Of three finds in a chain the first may lose to the second and the second to the third; the first is then given up. */
function isBetter(one: FoundSecret, other: FoundSecret): boolean {
  const [isGeneral, wasGeneral] = [GENERAL.has(one.entity), GENERAL.has(other.entity)];
  if (isGeneral !== wasGeneral) return wasGeneral;
  return one.score > other.score || (one.score === other.score && one.end - one.start > other.end - other.start);
}
