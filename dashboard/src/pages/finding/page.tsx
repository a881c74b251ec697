/** One finding: what is wrong, where it is to be seen, why, what to do, and what a person said of it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import type { Finding } from '../../../../collector/operations/contract.ts';
import { ApiError } from '../../api/client.ts';
import { checkDefinitionsQuery, findingQuery } from '../../api/queries.ts';
import { formatCount, formatPlural } from '../../format/count.ts';
import { formatDateTime, parseInstant } from '../../format/time.ts';
import { nameOf, passageOf } from '../../format/text-of.ts';
import { Page } from '../../frame/page.tsx';
import { agentPath } from '../../ui/agent-table.tsx';
import { FindingStatus } from '../../ui/finding-status.tsx';
import { FrameworkBadges } from '../../ui/framework-badges.tsx';
import { QueryBody } from '../../ui/panel.tsx';
import { SeverityWord } from '../../ui/severity.tsx';
import { listEvidence } from './evidence-rows.ts';
import { actionsOf, StatusDialog, type StatusAction } from './status-dialog.tsx';

const CRUMBS = [{ title: 'Findings', to: '/findings' }];

export default function FindingPage() {
  const id = useParams()['id'] ?? '';
  const query = useQuery(findingQuery(id));
  const missing = query.error instanceof ApiError && query.error.status === 404 && query.data === undefined;
  return (
    <Page title={query.data?.title ?? id} about={query.data?.agent_name ?? undefined} crumbs={CRUMBS}>
      {missing ? (
        <div className="nothing pad">
          <p>There is no finding with this id. Its sessions may have been pruned.</p>
          <Link className="btn" to="/findings">
            All findings
          </Link>
        </div>
      ) : (
        <QueryBody query={query} what="This finding" height={500}>
          {(finding) => <Content key={id} finding={finding} />}
        </QueryBody>
      )}
    </Page>
  );
}

function Content({ finding }: { readonly finding: Finding }) {
  const [action, setAction] = useState<StatusAction | null>(null);
  const definitions = useQuery(checkDefinitionsQuery).data?.checks;
  const definition = definitions?.find(({ check_type }) => check_type === finding.check_id);
  return (
    <article className="fmain">
      <header className="fh">
        <SeverityWord severity={finding.severity} />
        <FindingStatus finding={finding} />
        <span className="t3 small">
          <code>{nameOf(finding.check_id)}</code> {nameOf(finding.rule_version)}
        </span>
        <div className="right">
          {actionsOf(finding.status).map((one) => (
            <button type="button" className="btn sm" key={one.status} onClick={() => setAction(one)}>
              {one.verb}…
            </button>
          ))}
        </div>
      </header>
      <h2 className="ft">{passageOf(finding.explanation)}</h2>
      <p className="fmeta num">
        first seen {formatDateTime(parseInstant(finding.created_at))}, last{' '}
        {formatDateTime(parseInstant(finding.updated_at))} · {formatPlural(finding.session_ids.length, 'session')} of{' '}
        <Link className="link" to={agentPath(finding.agent_id)}>
          {nameOf(finding.agent_name ?? finding.agent_id)}
        </Link>
      </p>
      <StatusLine finding={finding} />
      <EvidenceTable finding={finding} />
      <div className="two">
        <section>
          <h3 className="sect">What to do</h3>
          <p className="why">{passageOf(finding.recommendation)}</p>
        </section>
        <section>
          <h3 className="sect">Frameworks</h3>
          <FrameworkBadges frameworks={finding.frameworks} names={definition?.framework_names} />
        </section>
      </div>
      {action !== null && <StatusDialog finding={finding} action={action} onClose={() => setAction(null)} />}
    </article>
  );
}

function StatusLine({ finding: { status, status_reason, status_changed_at } }: { readonly finding: Finding }) {
  if (status_changed_at === null) return null;
  return (
    <p className="fword">
      {status === 'open' ? 'Reopened' : status === 'muted' ? 'Muted' : 'Resolved'}{' '}
      {formatDateTime(parseInstant(status_changed_at))}
      {status_reason !== null && <>: {passageOf(status_reason)}</>}
    </p>
  );
}

const ROWS_SHOWN = 20;

function EvidenceTable({ finding }: { readonly finding: Finding }) {
  const rows = listEvidence(finding.evidence);
  const [isWhole, setWhole] = useState(false);
  const hasHash = rows.some(({ hash }) => hash !== null);
  const shown = isWhole ? rows : rows.slice(0, ROWS_SHOWN);
  return (
    <section>
      <h3 className="sect">Evidence {hasHash && <span className="t3">masked; equal hash, equal text</span>}</h3>
      <table className="tbl ev" aria-label="Evidence">
        <thead>
          <tr>
            <th scope="col" className="evn">
              No.
            </th>
            <th scope="col">Where</th>
            <th scope="col">What</th>
            {hasHash && (
              <th scope="col" className="r evh">
                Hash
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ number, sessionId, to, place, field, excerpt, hash, sameAs }) => (
            <tr key={number}>
              <td className="num t3 evn">{number}</td>
              <td className="evw">
                <Link className="link" to={to}>
                  {nameOf(sessionId)}
                </Link>
                <span className="t3"> {place}</span>
              </td>
              <td className="evx">
                {field !== '' && <code className="t2">{nameOf(field)}</code>}
                {excerpt !== null && <q className={`ex ex-${finding.severity}`}>{passageOf(excerpt)}</q>}
                {sameAs.length > 0 && <span className="t3"> same text as {sameAs.join(', ')}</span>}
              </td>
              {hasHash && <td className="r mono t3 evh">{hash}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS_SHOWN && (
        <button type="button" className="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show fewer' : `show all ${formatCount(rows.length)} places`}
        </button>
      )}
    </section>
  );
}
