/**
 * All secrets of a text: pure, in time that grows with the text and no faster, with offsets in UTF-16 units of the text as it
 * was given. Three walks: words long enough to be tokens, what stands behind `:` `=` and `>`, and blocks of private keys.
 */
import type { RecognizedEntity } from '../recognizer.ts';
import { findAssigned } from './find-assigned.ts';
import { findPrivateKeys } from './find-private-keys.ts';
import { findTokens } from './find-tokens.ts';
import { resolveOverlaps, type FoundSecret } from './found-secret.ts';
import { findPairedKeys } from './pair-keys.ts';

/** A find below this is not reported: of what there is now, all are above. */
export const SECRET_SCORE_MIN = 0.5;

export function findSecrets(text: string): RecognizedEntity[] {
  const found: FoundSecret[] = [];
  const add = (one: FoundSecret): void => {
    found.push(one);
  };
  findTokens(text, add);
  const ids = found.filter(({ entity }) => entity === 'AWS_ACCESS_KEY');
  if (ids.length > 0) findPairedKeys(text, { ids, add });
  findAssigned(text, add);
  findPrivateKeys(text, add);
  return found.length === 0 ? [] : resolveOverlaps(found).filter(({ score }) => score >= SECRET_SCORE_MIN);
}
