/** Sessions that are unlike the others, the most unusual first, and why. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { AgentDetail, BehaviouralAnalysis, Outlier } from '../../../../../collector/operations/contract.ts';
import { formatCount, formatPlural } from '../../../format/count.ts';
import { nameOf, passageOf } from '../../../format/text-of.ts';
import { Mark } from '../../../ui/mark.tsx';
import { describeDistance, describeLevel } from '../../../ui/outlier-level.ts';
import { QueryPanel } from '../../../ui/panel.tsx';
import { sessionPath } from '../../../ui/session-table.tsx';
import { noBehaviour } from './behaviour-panel.tsx';
import { listPatterns } from './list-patterns.ts';

export interface OutliersPanelProps {
  readonly query: UseQueryResult<AgentDetail>;
  readonly span: string;
}

const SHOWN = 6;
const CAUSES_SHOWN = 3;

export function OutliersPanel({ query, span }: OutliersPanelProps) {
  const count = query.data?.risk_analysis.behavioral_analysis?.num_outliers;
  return (
    <QueryPanel
      title="Unusual sessions"
      about={count === undefined ? undefined : `${formatCount(count)} like no other`}
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

function Outliers({ behaviour }: { readonly behaviour: BehaviouralAnalysis }) {
  const [isWhole, setWhole] = useState(false);
  const letters = new Map(listPatterns(behaviour).map(({ letter, cluster }) => [cluster.cluster_id, letter]));
  const { outliers } = behaviour;
  const shown = isWhole ? outliers : outliers.slice(0, SHOWN);
  return (
    <>
      <ul className="att outl">
        {shown.map((outlier) => (
          <OutlierItem
            key={outlier.session_id}
            outlier={outlier}
            letter={letters.get(outlier.nearest_cluster_id ?? '')}
          />
        ))}
      </ul>
      {outliers.length > SHOWN && (
        <button type="button" className="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show fewer' : `show all ${formatPlural(outliers.length, 'session')}`}
        </button>
      )}
    </>
  );
}

function OutlierItem({ outlier, letter }: { readonly outlier: Outlier; readonly letter: string | undefined }) {
  const [first, ...others] = outlier.causes;
  const left = others.length - (CAUSES_SHOWN - 1);
  return (
    <li>
      <Mark name={outlier.severity} label={outlier.severity} />
      <p>
        <Link to={`${sessionPath(outlier.session_id)}?view=behaviour`} title={nameOf(outlier.session_id)}>
          {first === undefined ? nameOf(outlier.session_id) : passageOf(sentence(first.text))}
        </Link>
      </p>
      {others.slice(0, CAUSES_SHOWN - 1).map(({ text }, index) => (
        <p className="also" key={index}>
          {passageOf(text)}
        </p>
      ))}
      {left > 0 && <p className="also">and {formatPlural(left, 'more cause')}</p>}
      <p className="meta">
        {describeDistance(outlier, letter)} · {describeLevel(outlier.score)}
      </p>
    </li>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
