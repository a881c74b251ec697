/** Agents as rows: what the range shows of each, and when it was last seen. */
import { Link, useNavigate } from 'react-router';

import type { Agent, SeriesPoint } from '../../../collector/operations/contract.ts';
import { totalTokens } from '../charts/series.ts';
import { formatCount, formatTokens } from '../format/count.ts';
import { formatDuration } from '../format/duration.ts';
import { formatUsd } from '../format/money.ts';
import { formatPercent, shareOf } from '../format/percent.ts';
import { formatAgo, parseInstant } from '../format/time.ts';
import { useNow } from './use-now.ts';
import { nameOf } from '../format/text-of.ts';
import { RiskStatus } from './risk-status.tsx';

export interface AgentTableProps {
  readonly agents: readonly Agent[];
  /** Of the range; an agent without a row had no session in it. */
  readonly totals: ReadonlyMap<string, SeriesPoint>;
}

export function AgentTable({ agents, totals }: AgentTableProps) {
  const now = useNow(10_000);
  const navigate = useNavigate();
  return (
    <table className="tbl agt" aria-label="Agents">
      <thead>
        <tr>
          <th scope="col">Agent</th>
          <th scope="col">Version</th>
          <th scope="col">Checks</th>
          <th scope="col" className="r">
            Sessions
          </th>
          <th scope="col" className="r">
            With errors
          </th>
          <th scope="col" className="r">
            Model calls
          </th>
          <th scope="col" className="r">
            Call p95
          </th>
          <th scope="col" className="r">
            Tokens
          </th>
          <th scope="col" className="r">
            Cost
          </th>
          <th scope="col" className="r">
            Tools used
          </th>
          <th scope="col" className="r">
            Last seen
          </th>
        </tr>
      </thead>
      <tbody>
        {agents.map((agent) => {
          const total = totals.get(agent.id);
          const path = agentPath(agent.id);
          const errorShare = total === undefined ? null : shareOf(total.failed_sessions, total.sessions);
          return (
            <tr key={agent.id} className="go" onClick={() => void navigate(path)}>
              <td className="name">
                <Link to={path} onClick={(event) => event.stopPropagation()}>
                  {nameOf(agent.name)}
                </Link>
              </td>
              <td className="mono t2 ve">{nameOf(agent.versions[0] ?? '–')}</td>
              <td className="ri">
                <RiskStatus status={agent.risk_status} />
              </td>
              <td className="r se">{formatCount(total?.sessions ?? 0)}</td>
              <td className={errorShare !== null && errorShare >= 0.1 ? 'r bad er' : 'r er'}>
                {formatPercent(errorShare)}
              </td>
              <td className="r mc">{formatCount(total?.calls ?? 0)}</td>
              <td className="r la">{formatDuration(total?.latency_p95_ms)}</td>
              <td className="r tk">{total === undefined ? '–' : formatTokens(totalTokens(total))}</td>
              <td className="r co">{total === undefined ? '–' : formatUsd(knownCost(total))}</td>
              <td className="r to">
                {agent.tools_utilization_percent === null
                  ? formatCount(agent.unique_tools)
                  : `${agent.used_tools.filter((tool) => agent.available_tools.includes(tool)).length} of ${agent.available_tools.length}`}
              </td>
              <td className="r t2 ls">{formatAgo(parseInstant(agent.last_seen), now)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function agentPath(id: string): string {
  return `/agent/${encodeURIComponent(id)}`;
}

/** A sum that leaves calls out would look like a price. */
export function knownCost({ cost_usd, unpriced_calls }: SeriesPoint): number | null {
  return unpriced_calls > 0 && cost_usd === 0 ? null : cost_usd;
}
