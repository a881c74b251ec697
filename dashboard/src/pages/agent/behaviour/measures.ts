/** The behavioural analysis in four numbers, each with what it says in words; a number nobody measured is unknown, not zero. */
import type { BehaviouralAnalysis } from '../../../../../collector/operations/contract.ts';
import { formatPercent } from '../../../format/percent.ts';

export interface Measure {
  readonly label: string;
  readonly text: string;
  /** 0 to 1; null where it is unknown. */
  readonly share: number | null;
  readonly meaning: string;
}

export function listMeasures(behaviour: BehaviouralAnalysis): Measure[] {
  const uncertainty = readUncertainty(behaviour);
  return [
    {
      label: 'Stability',
      ...amount(behaviour.stability_score),
      meaning: 'of the sessions follow patterns that last',
    },
    {
      label: 'Predictability',
      ...amount(behaviour.predictability_score),
      meaning: 'of the steps are what the other sessions foretell',
    },
    {
      label: 'Uncertainty',
      text: uncertainty === null ? formatPercent(null) : `± ${formatPercent(uncertainty)}`,
      share: uncertainty,
      meaning: 'is how far off the share in patterns may be: half of its 95 % interval',
    },
    {
      label: 'Diversity',
      ...amount(behaviour.cluster_diversity),
      meaning: 'is the chance that two sessions act differently',
    },
  ];
}

function amount(share: number | null): Pick<Measure, 'text' | 'share'> {
  return { text: formatPercent(share), share };
}

/** `details` is the analysis's own; what of it is missing is unknown. */
function readUncertainty({ details }: BehaviouralAnalysis): number | null {
  const { scores } = details;
  if (typeof scores !== 'object' || scores === null || !('uncertainty' in scores)) return null;
  const { uncertainty } = scores;
  return typeof uncertainty === 'number' && Number.isFinite(uncertainty) ? uncertainty : null;
}
