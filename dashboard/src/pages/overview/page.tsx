/** The first page: what happened in the range, what stands out, and the way on. Before the first span it shows how to connect. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Link } from 'react-router';

import type { Dashboard, Overview } from '../../../../collector/operations/contract.ts';
import { dashboardQuery, overviewQuery } from '../../api/queries.ts';
import { Chart } from '../../charts/chart.tsx';
import { buildSessionsOverTime, tabulateSessions } from '../../charts/sessions-over-time.ts';
import type { ChartTheme } from '../../charts/theme.ts';
import { TokenMix } from '../../charts/token-mix.tsx';
import { formatCount, formatPlural } from '../../format/count.ts';
import { Page } from '../../frame/page.tsx';
import { useRange } from '../../frame/use-range.ts';
import { AgentTable } from '../../ui/agent-table.tsx';
import { CostPanel } from '../../ui/cost-panel.tsx';
import { LatencyPanel } from '../../ui/latency-panel.tsx';
import { QueryPanel } from '../../ui/panel.tsx';
import { SessionTable } from '../../ui/session-table.tsx';
import { StatTile } from '../../ui/stat-tile.tsx';
import { ConnectGuide } from '../../ui/connect/connect-guide.tsx';
import { listMixRows } from './mix-rows.ts';
import { NeedsALookPanel } from './needs-a-look-panel.tsx';
import { buildTiles } from './tiles.ts';

const LATEST_SHOWN = 10;

export default function OverviewPage() {
  const dashboard = useQuery(dashboardQuery);
  const waits = dashboard.data?.sessions_count === 0;
  return (
    <Page title="Overview" about={waits ? 'nothing recorded yet' : 'all agents'} hasRange={!waits}>
      {waits ? <ConnectGuide isWaiting /> : <Content dashboard={dashboard} />}
    </Page>
  );
}

function Content({ dashboard }: { readonly dashboard: UseQueryResult<Dashboard> }) {
  const [range] = useRange();
  const overview = useQuery(overviewQuery(range));
  const agents = dashboard.data?.agents ?? [];
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  const nothing = ({ total }: Overview) =>
    total.calls === 0 && total.sessions === 0 ? <p>No session began in the last {range.label}.</p> : null;
  return (
    <div className="sheet">
      <Tiles overview={overview.data} dashboard={dashboard.data} range={range.label} />
      <SessionsPanel overview={overview} about={`per ${range.stepLabel}, by the time they began`} empty={nothing} />
      <NeedsALookPanel overview={overview} range={range} />
      <CostPanel overview={overview} about={`per ${range.stepLabel}`} empty={nothing} span="c4 md-c6" />
      <QueryPanel
        title="Token mix"
        about="the dearer the token, the stronger the ink"
        span="c4 md-c6"
        query={overview}
        empty={nothing}
      >
        {({ by_agent }) => <TokenMix rows={listMixRows(by_agent, names)} />}
      </QueryPanel>
      <LatencyPanel overview={overview} empty={nothing} span="c4 md-c12" />
      <QueryPanel
        title="Agents"
        about={`in the last ${range.label}`}
        span="c12"
        query={overview}
        right={
          <Link className="link" to="/agents">
            All {formatPlural(agents.length, 'agent')}
          </Link>
        }
      >
        {({ by_agent }) => (
          <div className="xscroll">
            <AgentTable agents={agents} totals={new Map(by_agent.map(({ agent_id, total }) => [agent_id, total]))} />
          </div>
        )}
      </QueryPanel>
      <QueryPanel
        title="Latest sessions"
        span="c12"
        query={dashboard}
        height={320}
        right={
          <Link className="link" to="/sessions">
            All {formatPlural(dashboard.data?.sessions_count ?? 0, 'session')}
          </Link>
        }
      >
        {({ latest_sessions }) => (
          <div className="xscroll">
            <SessionTable sessions={latest_sessions.slice(0, LATEST_SHOWN)} label="Latest sessions" />
          </div>
        )}
      </QueryPanel>
    </div>
  );
}

interface TilesProps {
  readonly overview: Overview | undefined;
  readonly dashboard: Dashboard | undefined;
  readonly range: string;
}

const TILE_LABELS = ['Sessions', 'Session error rate', 'Cost', 'Model call p95', 'Tokens'];

function Tiles({ overview, dashboard, range }: TilesProps) {
  const tiles =
    overview === undefined ? TILE_LABELS.map((label) => ({ label, quantity: undefined })) : buildTiles(overview, range);
  return (
    <>
      {tiles.map((tile) => (
        <StatTile key={tile.label} {...tile} />
      ))}
      <StatTile
        label="Active sessions"
        quantity={dashboard && { value: formatCount(dashboard.active_sessions_count), unit: '' }}
        note={dashboard && `of ${formatCount(dashboard.sessions_count)} recorded`}
      />
    </>
  );
}

interface SessionsPanelProps {
  readonly overview: UseQueryResult<Overview>;
  readonly about: string;
  readonly empty: (overview: Overview) => React.ReactNode;
}

function SessionsPanel({ overview, about, empty }: SessionsPanelProps) {
  const { data } = overview;
  const option = useCallback(
    (theme: ChartTheme) => (data === undefined ? {} : buildSessionsOverTime(data, theme)),
    [data],
  );
  return (
    <QueryPanel
      title="Sessions"
      about={about}
      span="c8 md-c12"
      query={overview}
      empty={empty}
      height={240}
      right={
        <p className="legend">
          <span>
            <i className="lg-plain" />
            without errors
          </span>
          <span>
            <i className="lg-error" />
            with errors
          </span>
        </p>
      }
    >
      {(answer) => (
        <Chart
          label={`Sessions over time: ${formatCount(answer.total.sessions)} began, ${formatCount(answer.total.failed_sessions)} of them had errors.`}
          height={240}
          option={option}
          table={tabulateSessions(answer)}
          group="page"
        />
      )}
    </QueryPanel>
  );
}
