/** The ways an agent works: sessions that act alike, the largest group first, each a link to its sessions. */
import type { UseQueryResult } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link } from 'react-router';

import type { AgentDetail } from '../../../../../collector/operations/contract.ts';
import { formatCount, formatTokens } from '../../../format/count.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatPercent } from '../../../format/percent.ts';
import { nameOf, passageOf } from '../../../format/text-of.ts';
import { clusterPath } from '../../../ui/cluster-path.ts';
import { QueryPanel } from '../../../ui/panel.tsx';
import { noBehaviour } from './behaviour-panel.tsx';
import { listPatterns, type PatternRow } from './list-patterns.ts';

export interface PatternsPanelProps {
  readonly query: UseQueryResult<AgentDetail>;
  readonly span: string;
}

export function PatternsPanel({ query, span }: PatternsPanelProps) {
  return (
    <QueryPanel
      title="Ways of working"
      about="sessions that act alike, by their middle session"
      span={span}
      query={query}
      empty={(data) => {
        const behaviour = data.risk_analysis.behavioral_analysis;
        if (behaviour === null) return noBehaviour(data);
        return behaviour.clusters.length === 0 ? <p>No two sessions act alike yet.</p> : null;
      }}
    >
      {({ agent, risk_analysis: { behavioral_analysis } }) => (
        <div className="xscroll">
          <PatternTable
            agentId={agent.id}
            rows={behavioral_analysis === null ? [] : listPatterns(behavioral_analysis)}
          />
        </div>
      )}
    </QueryPanel>
  );
}

function PatternTable({ agentId, rows }: { readonly agentId: string; readonly rows: readonly PatternRow[] }) {
  return (
    <table className="tbl pat" aria-label="Ways of working">
      <thead>
        <tr>
          <th scope="col">Pattern</th>
          <th scope="col">Typical steps</th>
          <th scope="col">Share</th>
          <th scope="col" className="r">
            Sessions
          </th>
          <th scope="col" className="r">
            Median
          </th>
          <th scope="col" className="r">
            Tools
          </th>
          <th scope="col" className="r">
            Tokens
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ letter, cluster, steps, stepsLeftOut }) => (
          <tr key={cluster.cluster_id}>
            <td className="name pn">
              <Link to={clusterPath(agentId, cluster.cluster_id)} title={passageOf(cluster.insights)}>
                <b className="letter">{letter}</b>
                {cluster.confidence === 'low' && <span className="badge dash">few sessions</span>}
                {cluster.is_rare && <span className="badge dash">rare</span>}
                <span className="vh">its sessions</span>
              </Link>
            </td>
            <td className="steps">
              <Steps steps={steps} leftOut={stepsLeftOut} />
            </td>
            <td className="psh">
              <span className="share">
                <i style={{ width: `${Math.max(cluster.percentage * 0.96, 2)}px` }} />
                <span className="num">{formatPercent(cluster.percentage / 100)}</span>
              </span>
            </td>
            <td className="r">
              <Link className="link" to={clusterPath(agentId, cluster.cluster_id)}>
                {formatCount(cluster.size)}
              </Link>
            </td>
            <td className="r">{formatDuration(toMs(cluster.characteristics.typical_duration_sec))}</td>
            <td className="r pto">{formatCount(cluster.characteristics.typical_tool_calls)}</td>
            <td className="r">{formatTokens(cluster.characteristics.typical_tokens)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function toMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

export function Steps({ steps, leftOut }: { readonly steps: readonly string[]; readonly leftOut: number }) {
  if (steps.length === 0) return <span className="t3">calls no tool</span>;
  return (
    <>
      {steps.map((step, index) => (
        <Fragment key={index}>
          {index > 0 && <span className="t3"> → </span>}
          <code>{nameOf(step)}</code>
        </Fragment>
      ))}
      {leftOut > 0 && <span className="t3"> and {formatCount(leftOut)} more</span>}
    </>
  );
}
