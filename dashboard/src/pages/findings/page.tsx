/** What analyses found, by the filters that the URL says; the one seen last first. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';

import type { Agent } from '../../../../collector/operations/contract.ts';
import { agentListQuery, checkDefinitionsQuery, findingListQuery } from '../../api/queries.ts';
import { formatPlural } from '../../format/count.ts';
import { nameOf } from '../../format/text-of.ts';
import { Page } from '../../frame/page.tsx';
import { AgentPick } from '../../ui/agent-pick.tsx';
import { FindingTable } from '../../ui/finding-table.tsx';
import { NoMatch } from '../../ui/no-match.tsx';
import { Pager } from '../../ui/pager.tsx';
import { QueryBody } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SEVERITIES } from '../../ui/severity.tsx';
import { readView, STATUSES, writeView, type FindingView } from './view.ts';

const PAGE_LENGTH = 50;

export default function FindingsPage() {
  const [params, setParams] = useSearchParams();
  const view = readView(params);
  const setView = (change: Partial<FindingView>) => {
    // A page of another list is nowhere in this one.
    setParams(writeView({ ...view, page: 1, ...change }), { replace: change.page === undefined });
  };
  const query = useQuery(
    findingListQuery({
      ...(view.status === 'all' ? {} : { status: view.status }),
      ...(view.severity === '' ? {} : { severity: view.severity }),
      ...(view.agent === '' ? {} : { agentId: view.agent }),
      ...(view.check === '' ? {} : { checkId: view.check }),
      limit: PAGE_LENGTH,
      offset: (view.page - 1) * PAGE_LENGTH,
    }),
  );
  const agents = useQuery(agentListQuery).data?.agents ?? [];
  const agentName = agents.find(({ id }) => id === view.agent)?.name ?? view.agent;
  return (
    <Page title="Findings" about={view.agent === '' ? 'all agents' : agentName}>
      <Filters view={view} setView={setView} agents={agents} total={query.data?.total_count} />
      <div className="stab">
        <QueryBody query={query} what="Findings" height={480}>
          {({ findings, total_count }) =>
            findings.length === 0 ? (
              <NoFinding view={view} setView={setView} />
            ) : (
              <>
                <div className="xscroll">
                  <FindingTable findings={findings} label="Findings" hidesAgent={view.agent !== ''} />
                </div>
                <Pager
                  what="findings"
                  page={view.page}
                  pageLength={PAGE_LENGTH}
                  shown={findings.length}
                  total={total_count}
                  onPage={(page) => setView({ page })}
                />
              </>
            )
          }
        </QueryBody>
      </div>
    </Page>
  );
}

interface ViewProps {
  readonly view: FindingView;
  readonly setView: (change: Partial<FindingView>) => void;
}

interface FiltersProps extends ViewProps {
  readonly agents: readonly Agent[];
  readonly total: number | undefined;
}

function Filters({ view, setView, agents, total }: FiltersProps) {
  const checks = useQuery(checkDefinitionsQuery).data?.checks ?? [];
  return (
    <div className="qrow" role="search" aria-label="Findings">
      <Segments label="Status" options={STATUSES} value={view.status} onChange={(status) => setView({ status })} />
      <label className="pick">
        Severity
        <select
          value={view.severity}
          onChange={({ target }) => setView({ severity: SEVERITIES.find((one) => one === target.value) ?? '' })}
        >
          <option value="">all</option>
          {SEVERITIES.map((severity) => (
            <option key={severity} value={severity}>
              {severity}
            </option>
          ))}
        </select>
      </label>
      <AgentPick agents={agents} agent={view.agent} onPick={(agent) => setView({ agent })} />
      <label className="pick">
        Check
        <select value={view.check} onChange={({ target }) => setView({ check: target.value })}>
          <option value="">all</option>
          {checks.map(({ check_type, title }) => (
            <option key={check_type} value={check_type}>
              {nameOf(title)}
            </option>
          ))}
          {view.check !== '' && !checks.some(({ check_type }) => check_type === view.check) && (
            <option value={view.check}>{nameOf(view.check)}</option>
          )}
        </select>
      </label>
      <p className="qsum num" role="status">
        {total !== undefined && formatPlural(total, 'finding')}
      </p>
    </div>
  );
}

/** Nothing open is good news only where somebody looked; a filter that hides everything is said first. */
function NoFinding({ view, setView }: ViewProps) {
  const isFiltered = view.severity !== '' || view.agent !== '' || view.check !== '';
  return (
    <NoMatch
      text={isFiltered || view.page > 1 ? 'No finding matches.' : EMPTY[view.status]}
      filters={[
        { label: 'First page', isSet: view.page > 1, onDrop: () => setView({ page: 1 }) },
        {
          label: `Drop severity ${view.severity}`,
          isSet: view.severity !== '',
          onDrop: () => setView({ severity: '' }),
        },
        { label: 'Drop the agent', isSet: view.agent !== '', onDrop: () => setView({ agent: '' }) },
        { label: 'Drop the check', isSet: view.check !== '', onDrop: () => setView({ check: '' }) },
        { label: 'Whatever the status', isSet: view.status !== 'all', onDrop: () => setView({ status: 'all' }) },
      ]}
    />
  );
}

const EMPTY: Readonly<Record<FindingView['status'], string>> = {
  open: 'No finding is open. Agents are checked when their sessions end; the page of an agent says when it last was.',
  muted: 'Nobody has muted a finding.',
  resolved: 'No finding is resolved.',
  all: 'Nothing was found. Agents are checked when their sessions end; the page of an agent says when it last was.',
};
