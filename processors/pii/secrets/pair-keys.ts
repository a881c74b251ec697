/**
 * The secret key of AWS has no letters of its own: forty characters, as a checksum in base 64 has. It is known where it is
 * assigned to a name that says so (families/amazon.ts), and here: by an access key's id close by.
 */
import type { FoundSecret } from './found-secret.ts';
import { countClasses, measureEntropy } from './randomness.ts';

const DISTANCE = 200;
const SECRET = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

export function findPairedKeys(
  text: string,
  { ids, add }: { readonly ids: readonly FoundSecret[]; readonly add: (found: FoundSecret) => void },
): void {
  let done = 0;
  for (const { start, end } of ids) {
    // Windows of neighbours overlap; each place is searched once.
    const from = Math.max(done, start - DISTANCE);
    done = Math.min(text.length, end + DISTANCE);
    for (const match of text.slice(from, done).matchAll(SECRET)) {
      const [value] = match;
      const { digits, lower, upper } = countClasses(value);
      // A SHA-1 has no capitals and a path few digits.
      if (digits < 1 || upper < 4 || lower < 4 || measureEntropy(value) < 4 || /example/i.test(value)) continue;
      const at = from + match.index;
      add({ entity: 'AWS_SECRET_KEY', by: 'amazon', start: at, end: at + value.length, score: 0.85 });
    }
  }
}
