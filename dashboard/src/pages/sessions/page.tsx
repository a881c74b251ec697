/** All sessions, in the order and of the agent and status that the URL says. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';

import type { Agent, SessionList } from '../../../../collector/operations/contract.ts';
import { agentListQuery, dashboardQuery, sessionListQuery } from '../../api/queries.ts';
import { formatCount, formatPlural } from '../../format/count.ts';
import { Page } from '../../frame/page.tsx';
import { AgentPick } from '../../ui/agent-pick.tsx';
import { ConnectGuide } from '../../ui/connect/connect-guide.tsx';
import { Icon } from '../../ui/icon.tsx';
import { NoMatch } from '../../ui/no-match.tsx';
import { Pager } from '../../ui/pager.tsx';
import { QueryBody } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SessionTable } from '../../ui/session-table.tsx';
import { WordsField } from './words-field.tsx';
import { findingFilters, FINDINGS, readView, SORTS, STATUSES, writeView, type SessionView } from './view.ts';
import { nameOf } from '../../format/text-of.ts';

const PAGE_LENGTH = 50;

export default function SessionsPage() {
  const [params, setParams] = useSearchParams();
  const view = readView(params);
  const setView = (change: Partial<SessionView>) => {
    // A page of another list is nowhere in this one.
    setParams(writeView({ ...view, page: 1, ...change }), { replace: change.page === undefined });
  };
  const query = useQuery(
    sessionListQuery({
      ...(view.agent === '' ? {} : { agentId: view.agent }),
      ...(view.status === 'all' ? {} : { status: view.status }),
      ...(view.cluster === '' ? {} : { clusterId: view.cluster }),
      ...findingFilters(view.findings),
      ...(view.words === '' ? {} : { q: view.words }),
      sort: view.sort,
      limit: PAGE_LENGTH,
      offset: (view.page - 1) * PAGE_LENGTH,
    }),
  );
  const agents = useQuery(agentListQuery).data?.agents ?? [];
  // A filter that matches nothing is no reason to explain how to connect.
  const isEmpty = useQuery(dashboardQuery).data?.sessions_count === 0;
  const agentName = agents.find(({ id }) => id === view.agent)?.name ?? view.agent;
  return (
    <Page title="Sessions" about={isEmpty ? 'nothing recorded yet' : view.agent === '' ? 'all agents' : agentName}>
      {isEmpty ? (
        <ConnectGuide isWaiting />
      ) : (
        <>
          <Filters
            view={view}
            setView={setView}
            agents={agents}
            total={query.data?.total_count}
            search={query.data?.search}
          />
          <div className="stab">
            <QueryBody query={query} what="Sessions" height={480}>
              {(data) =>
                data.sessions.length === 0 ? (
                  <NoSession view={view} setView={setView} />
                ) : (
                  <>
                    <div className="xscroll">
                      <SessionTable
                        sessions={data.sessions}
                        label="Sessions"
                        sort={view.sort}
                        hidesAgent={view.agent !== ''}
                      />
                    </div>
                    <Pager
                      what="sessions"
                      page={view.page}
                      pageLength={PAGE_LENGTH}
                      shown={data.sessions.length}
                      total={data.total_count}
                      onPage={(page) => setView({ page })}
                    />
                  </>
                )
              }
            </QueryBody>
          </div>
        </>
      )}
    </Page>
  );
}

interface ViewProps {
  readonly view: SessionView;
  readonly setView: (change: Partial<SessionView>) => void;
}

interface FiltersProps extends ViewProps {
  readonly agents: readonly Agent[];
  readonly total: number | undefined;
  readonly search: SessionList['search'] | undefined;
}

function Filters({ view, setView, agents, total, search }: FiltersProps) {
  return (
    <div className="qrow" role="search" aria-label="Sessions">
      <WordsField key={view.words} words={view.words} onSearch={(words) => setView({ words })} />
      <Segments label="Status" options={STATUSES} value={view.status} onChange={(status) => setView({ status })} />
      <AgentPick agents={agents} agent={view.agent} onPick={(agent) => setView({ agent, cluster: '' })} />
      <label className="pick">
        Findings
        <select
          value={view.findings}
          onChange={({ target }) =>
            setView({ findings: FINDINGS.find(({ id }) => id === target.value)?.id ?? view.findings })
          }
        >
          {FINDINGS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {view.cluster !== '' && (
        <button
          type="button"
          className="btn chip"
          title="Whatever the pattern"
          onClick={() => setView({ cluster: '' })}
        >
          <span className="trunc">Pattern {nameOf(view.cluster)}</span>
          <Icon name="close" size={11} />
        </button>
      )}
      <label className="pick">
        Order
        <select
          value={view.sort}
          onChange={({ target }) => setView({ sort: SORTS.find(({ id }) => id === target.value)?.id ?? view.sort })}
        >
          {SORTS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <p className="qsum num" role="status">
        {total !== undefined && formatPlural(total, 'session')}
        {search?.catching_up === true && ', still catching up'}
        {search?.complete === false && ', oldest left out'}
      </p>
    </div>
  );
}

function NoSession({ view, setView }: ViewProps) {
  if (view.page > 1) {
    const first = { label: 'First page', isSet: true, onDrop: () => setView({ page: 1 }) };
    return <NoMatch text={`There is no page ${formatCount(view.page)}.`} filters={[first]} />;
  }
  return (
    <NoMatch
      text="No session matches."
      filters={[
        { label: `Drop status ${view.status}`, isSet: view.status !== 'all', onDrop: () => setView({ status: 'all' }) },
        { label: 'Drop the pattern', isSet: view.cluster !== '', onDrop: () => setView({ cluster: '' }) },
        { label: 'Drop the findings', isSet: view.findings !== 'all', onDrop: () => setView({ findings: 'all' }) },
        { label: 'Drop the words', isSet: view.words !== '', onDrop: () => setView({ words: '' }) },
        { label: 'Drop the agent', isSet: view.agent !== '', onDrop: () => setView({ agent: '' }) },
      ]}
    />
  );
}
