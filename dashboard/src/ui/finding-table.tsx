/** Findings as rows; the whole row leads to the finding. Under 720 px each stands in two lines. */
import { Link, useNavigate } from 'react-router';

import type { Finding } from '../../../collector/operations/contract.ts';
import { formatCount } from '../format/count.ts';
import { formatAgo, formatDateTime, parseInstant } from '../format/time.ts';
import { nameOf } from '../format/text-of.ts';
import { FindingStatus } from './finding-status.tsx';
import { SeverityWord } from './severity.tsx';
import { useNow } from './use-now.ts';

export interface FindingTableProps {
  readonly findings: readonly Finding[];
  readonly label: string;
  /** On a page of one agent its name in every row says nothing. */
  readonly hidesAgent?: boolean;
}

export function FindingTable({ findings, label, hidesAgent = false }: FindingTableProps) {
  const now = useNow(10_000);
  const navigate = useNavigate();
  return (
    <table className="tbl fnd" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Severity</th>
          <th scope="col">Finding</th>
          {!hidesAgent && <th scope="col">Agent</th>}
          <th scope="col" className="r">
            Sessions
          </th>
          <th scope="col" className="r">
            Last seen
          </th>
          <th scope="col">Status</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((finding) => {
          const path = findingPath(finding.id);
          const seenMs = parseInstant(finding.updated_at);
          return (
            <tr key={finding.id} className="go" onClick={() => void navigate(path)}>
              <td className="fse">
                <SeverityWord severity={finding.severity} />
              </td>
              <td className="fti">
                <Link to={path} onClick={(event) => event.stopPropagation()}>
                  <b>{nameOf(finding.title)}</b> <em>{nameOf(finding.explanation)}</em>
                </Link>
              </td>
              {!hidesAgent && <td className="fag">{nameOf(finding.agent_name ?? finding.agent_id)}</td>}
              <td className="r fss">{formatCount(finding.session_ids.length)}</td>
              <td className="r t2 fla" title={formatDateTime(seenMs)}>
                {formatAgo(seenMs, now)}
              </td>
              <td className="fst">
                <FindingStatus finding={finding} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function findingPath(id: string): string {
  return `/finding/${encodeURIComponent(id)}`;
}
