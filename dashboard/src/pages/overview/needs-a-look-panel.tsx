/** The page's sentences. Where none stands out it says so, because an empty list could also mean that nobody looked. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { Overview } from '../../../../collector/operations/contract.ts';
import { dashboardQuery, openCriticalQuery, sessionListQuery } from '../../api/queries.ts';
import type { TimeRange } from '../../api/time-range.ts';
import { Mark } from '../../ui/mark.tsx';
import { QueryPanel } from '../../ui/panel.tsx';
import { findLooks, type Look } from './needs-a-look.ts';
import type { UseQueryResult } from '@tanstack/react-query';
import { nameOf, oneLine } from '../../format/text-of.ts';

const DEAREST = sessionListQuery({ sort: 'cost_usd', limit: 20, offset: 0 });

const SUBJECT_LENGTH = 60;

export interface NeedsALookProps {
  readonly overview: UseQueryResult<Overview>;
  readonly range: TimeRange;
}

export function NeedsALookPanel({ overview, range }: NeedsALookProps) {
  const agents = useQuery(dashboardQuery).data?.agents ?? [];
  const dearest = useQuery(DEAREST).data?.sessions ?? [];
  const critical = useQuery(openCriticalQuery).data ?? { findings: [], total_count: 0 };
  return (
    <QueryPanel title="Needs a look" span="c4 md-c12" query={overview} height={240}>
      {(data) => {
        const looks = findLooks({ overview: data, agents, dearest, critical, range: range.label });
        if (looks.length === 0) return <p className="t2 small">Nothing stands out in the last {range.label}.</p>;
        return (
          <ul className="att">
            {looks.map((look) => (
              <li key={look.id}>
                <Mark name={look.severity} label={look.severity} />
                <Sentence look={look} />
                <p className="meta trunc">{nameOf(look.meta)}</p>
              </li>
            ))}
          </ul>
        );
      }}
    </QueryPanel>
  );
}

function Sentence({ look: { subject, text, to } }: { readonly look: Look }) {
  const words = (
    <>
      <b>{oneLine(subject, SUBJECT_LENGTH)}</b> {text}
    </>
  );
  return <p>{to === null ? words : <Link to={to}>{words}</Link>}</p>;
}
