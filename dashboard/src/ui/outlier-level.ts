/** How unusual a session is, in words a reader can weigh. */
import type { Outlier } from '../../../collector/operations/contract.ts';
import { formatCount } from '../format/count.ts';
import { formatPercent } from '../format/percent.ts';

const LEVELS: Readonly<Record<Outlier['score']['level'], string>> = {
  usual: 'within the usual',
  unusual: 'unusual',
  very_unusual: 'very unusual',
  insufficient_data: 'too few sessions to say',
};

/** `very unusual: 1 % of 120 are as unusual, by length alone 40 %`. */
export function describeLevel({ level, probability, length_probability, compared_with }: Outlier['score']): string {
  if (compared_with === 0) return LEVELS[level];
  return (
    `${LEVELS[level]}: ${formatPercent(probability)} of ${formatCount(compared_with + 1)} are as unusual, ` +
    `by length alone ${formatPercent(length_probability)}`
  );
}

/** `distance 0.93 to the nearest pattern`. */
export function describeDistance(
  { distance_to_nearest_centroid, nearest_cluster_id }: Outlier,
  letter?: string,
): string {
  if (nearest_cluster_id === null) return 'there is no pattern to compare with';
  return `distance ${distance_to_nearest_centroid.toFixed(2)} to ${letter ?? 'the nearest pattern'}`;
}
