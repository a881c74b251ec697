/** Sessions that are unlike the others, the most unusual first, and why. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { AgentDetail, BehaviouralAnalysis, Outlier } from '../../../../../collector/operations/contract.ts';
import { formatCount, formatPlural } from '../../../format/count.ts';
import { nameOf, oneLine, passageOf } from '../../../format/text-of.ts';
import { Mark } from '../../../ui/mark.tsx';
import { describeDistance, describeLevel } from '../../../ui/outlier-level.ts';
import { QueryPanel } from '../../../ui/panel.tsx';
import { sessionPath } from '../../../ui/session-table.tsx';
import { noBehaviour } from './behaviour-panel.tsx';
import { groupOutliers } from './group-outliers.ts';
import { listPatterns } from './list-patterns.ts';

export interface OutliersPanelProps {
  readonly query: UseQueryResult<AgentDetail>;
  readonly span: string;
}

const SHOWN = 6;
const CAUSES_SHOWN = 3;
const OTHERS_SHOWN = 3;
const OTHER_LENGTH = 32;

export function OutliersPanel({ query, span }: OutliersPanelProps) {
  const behaviour = query.data?.risk_analysis.behavioral_analysis;
  return (
    <QueryPanel
      title="Unusual sessions"
      about={behaviour && describeCount(behaviour)}
      span={span}
      query={query}
      empty={(data) => {
        const behaviour = data.risk_analysis.behavioral_analysis;
        if (behaviour === null) return noBehaviour(data);
        return behaviour.outliers.length === 0 ? <p>No session stands out.</p> : null;
      }}
    >
      {({ risk_analysis: { behavioral_analysis } }) =>
        behavioral_analysis === null ? null : <Outliers behaviour={behavioral_analysis} />
      }
    </QueryPanel>
  );
}

/** `10 sessions; 2 in no pattern`: one that follows a pattern may still do it in an unusual way. */
export function describeCount({ outliers, num_outliers }: Pick<BehaviouralAnalysis, 'outliers' | 'num_outliers'>) {
  const sessions = formatPlural(outliers.length, 'session');
  return num_outliers === 0 ? sessions : `${sessions}; ${formatCount(num_outliers)} in no pattern`;
}

function Outliers({ behaviour }: { readonly behaviour: BehaviouralAnalysis }) {
  const [isWhole, setWhole] = useState(false);
  const letters = new Map(listPatterns(behaviour).map(({ letter, cluster }) => [cluster.cluster_id, letter]));
  const groups = groupOutliers(behaviour.outliers);
  const shown = isWhole ? groups : groups.slice(0, SHOWN);
  return (
    <>
      <ul className="att outl">
        {shown.map(({ outlier, otherIds }) => (
          <OutlierItem
            key={outlier.session_id}
            outlier={outlier}
            otherIds={otherIds}
            letter={letters.get(outlier.nearest_cluster_id ?? '')}
          />
        ))}
      </ul>
      {groups.length > SHOWN && (
        <button type="button" className="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show fewer' : `show all ${formatCount(groups.length)}`}
        </button>
      )}
    </>
  );
}

interface OutlierItemProps {
  readonly outlier: Outlier;
  /** Sessions with the same causes. */
  readonly otherIds: readonly string[];
  readonly letter: string | undefined;
}

function OutlierItem({ outlier, otherIds, letter }: OutlierItemProps) {
  const [first, ...others] = outlier.causes;
  const left = others.length - (CAUSES_SHOWN - 1);
  return (
    <li>
      <Mark name={outlier.severity} label={outlier.severity} />
      <p>
        <Link to={`${sessionPath(outlier.session_id)}?view=behaviour`} title={nameOf(outlier.session_id)}>
          {first === undefined ? nameOf(outlier.session_id) : passageOf(first.text)}
        </Link>
      </p>
      {others.slice(0, CAUSES_SHOWN - 1).map(({ text }, index) => (
        <p className="also" key={index}>
          {passageOf(text)}
        </p>
      ))}
      {left > 0 && <p className="also">and {formatPlural(left, 'more cause')}</p>}
      {otherIds.length > 0 && (
        <p className="also">
          for the same reasons{' '}
          {otherIds.slice(0, OTHERS_SHOWN).map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link className="link" to={`${sessionPath(id)}?view=behaviour`}>
                {oneLine(id, OTHER_LENGTH)}
              </Link>
            </span>
          ))}
          {otherIds.length > OTHERS_SHOWN && ` and ${formatCount(otherIds.length - OTHERS_SHOWN)} more`}
        </p>
      )}
      <p className="meta">
        {describeDistance(outlier, letter)} · {describeLevel(outlier.score)}
      </p>
    </li>
  );
}
