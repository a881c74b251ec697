/** One agent: its numbers, what analyses say of it, its course over the range, its tools and models, its sessions. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Link, useParams } from 'react-router';

import type { AgentDetail, Overview } from '../../../../collector/operations/contract.ts';
import { ApiError } from '../../api/client.ts';
import { agentQuery, overviewQuery } from '../../api/queries.ts';
import { Chart } from '../../charts/chart.tsx';
import { TOKEN_KINDS, totalTokens } from '../../charts/series.ts';
import type { ChartTheme } from '../../charts/theme.ts';
import { buildTokensOverTime, tabulateTokens } from '../../charts/tokens-over-time.ts';
import { formatPlural, formatTokens } from '../../format/count.ts';
import { Page } from '../../frame/page.tsx';
import { useRange } from '../../frame/use-range.ts';
import { CostPanel } from '../../ui/cost-panel.tsx';
import { LatencyPanel } from '../../ui/latency-panel.tsx';
import { QueryBody, QueryPanel } from '../../ui/panel.tsx';
import { SessionTable } from '../../ui/session-table.tsx';
import { BehaviourPanel, noBehaviour } from './behaviour/behaviour-panel.tsx';
import { OutliersPanel } from './behaviour/outliers-panel.tsx';
import { PatternsPanel } from './behaviour/patterns-panel.tsx';
import { VersionsPanel } from './behaviour/versions-panel.tsx';
import { ChecksPanel } from './checks/checks-panel.tsx';
import { FirstRunPanel } from './first-run-panel.tsx';
import { AgentHead } from './head.tsx';
import { ModelTable, ToolTable } from './tables.tsx';

const CRUMBS = [{ title: 'Agents', to: '/agents' }];

export default function AgentPage() {
  const id = useParams()['id'] ?? '';
  const query = useQuery(agentQuery(id));
  const missing = query.error instanceof ApiError && query.error.status === 404 && query.data === undefined;
  return (
    <Page title={query.data?.agent.name ?? id} about={query.data?.agent.versions[0]} crumbs={CRUMBS} hasRange>
      {missing ? (
        <div className="nothing pad">
          <p>There is no agent with this id.</p>
          <Link className="btn" to="/agents">
            All agents
          </Link>
        </div>
      ) : (
        <QueryBody query={query} what="This agent" height={500}>
          {(data) => <Content data={data} query={query} />}
        </QueryBody>
      )}
    </Page>
  );
}

interface ContentProps {
  readonly data: AgentDetail;
  readonly query: UseQueryResult<AgentDetail>;
}

function Content({ data, query }: ContentProps) {
  const [range] = useRange();
  const { agent } = data;
  const overview = useQuery(overviewQuery(range, agent.id));
  const nothing = ({ total }: Overview) => (total.calls === 0 ? <p>No model call in the last {range.label}.</p> : null);
  const perStep = `per ${range.stepLabel}`;
  return (
    <>
      <AgentHead data={data} />
      <div className="sheet">
        {data.risk_analysis.evaluation_id === null ? (
          <FirstRunPanel agent={agent} span="c12" />
        ) : (
          <Analyses data={data} query={query} />
        )}
        <CostPanel overview={overview} span="c4 md-c6" about={perStep} empty={nothing} />
        <TokensPanel overview={overview} about={perStep} empty={nothing} />
        <LatencyPanel overview={overview} span="c4 md-c12" empty={nothing} />
        <QueryPanel
          title="Tools"
          about={
            agent.tools_utilization_percent === null
              ? 'what it is offered is not reported'
              : `used ${agent.used_tools.filter((tool) => agent.available_tools.includes(tool)).length} of ${agent.available_tools.length} offered`
          }
          span="c7 md-c12"
          query={query}
          empty={(answer) =>
            answer.analytics.tools.length === 0 && answer.agent.available_tools.length === 0 ? (
              <p>No tool was offered or called.</p>
            ) : null
          }
        >
          {(answer) => <ToolTable data={answer} />}
        </QueryPanel>
        <QueryPanel
          title="Models"
          span="c5 md-c12"
          query={query}
          empty={(answer) => (answer.analytics.models.length === 0 ? <p>No model was called.</p> : null)}
        >
          {(answer) => <ModelTable data={answer} />}
        </QueryPanel>
        <QueryPanel
          title="Latest sessions"
          span="c12"
          query={query}
          right={
            <Link className="link" to={`/sessions?agent=${encodeURIComponent(agent.id)}`}>
              All {formatPlural(agent.total_sessions, 'session')}
            </Link>
          }
        >
          {({ latest_sessions }) => (
            <div className="xscroll">
              <SessionTable sessions={latest_sessions} label="Latest sessions" hidesAgent />
            </div>
          )}
        </QueryPanel>
      </div>
    </>
  );
}

/** What the latest completed run says. */
function Analyses({ data: { agent, risk_analysis }, query }: ContentProps) {
  return (
    <>
      <ChecksPanel agent={agent} span="c7 md-c12" />
      <div className="c5 md-c12 pstack">
        <BehaviourPanel query={query} span="" />
        <OutliersPanel query={query} span="" />
      </div>
      <PatternsPanel query={query} span="c12" />
      {risk_analysis.behavioral_analysis === null ? (
        <QueryPanel title="Versions" span="c12" query={query} empty={noBehaviour}>
          {() => null}
        </QueryPanel>
      ) : (
        <VersionsPanel agentId={agent.id} span="c12" />
      )}
    </>
  );
}

interface TokensPanelProps {
  readonly overview: UseQueryResult<Overview>;
  readonly about: string;
  readonly empty: (overview: Overview) => React.ReactNode;
}

function TokensPanel({ overview, about, empty }: TokensPanelProps) {
  const { data } = overview;
  const option = useCallback(
    (theme: ChartTheme) => (data === undefined ? {} : buildTokensOverTime(data, theme)),
    [data],
  );
  return (
    <QueryPanel title="Tokens" about={about} span="c4 md-c6" query={overview} empty={empty}>
      {(answer) => (
        <>
          <Chart
            label={`Tokens over time by kind, ${formatTokens(totalTokens(answer.total))} in all.`}
            height={190}
            option={option}
            table={tabulateTokens(answer)}
            group="page"
          />
          <p className="legend">
            {TOKEN_KINDS.map(({ key, token, label }) => (
              <span key={key}>
                <i className={`tk-${key}`} style={{ backgroundColor: `var(--${token})` }} />
                {label}
              </span>
            ))}
          </p>
        </>
      )}
    </QueryPanel>
  );
}
