/** The tools an agent has and uses, and the models it calls. A tool that is offered and never called is a row too. */
import type { AgentDetail } from '../../../../collector/operations/contract.ts';
import { formatCount } from '../../format/count.ts';
import { formatPercent, shareOf } from '../../format/percent.ts';
import { nameOf } from '../../format/text-of.ts';

export interface ToolRow {
  readonly tool: string;
  readonly calls: number;
  readonly errors: number;
  readonly isOffered: boolean;
}

export function listTools({ agent, analytics }: Pick<AgentDetail, 'agent' | 'analytics'>): ToolRow[] {
  const offered = new Set(agent.available_tools);
  const called = new Set(analytics.tools.map(({ tool }) => tool));
  return [
    ...analytics.tools.map((row) => ({ ...row, isOffered: offered.has(row.tool) })).sort((a, b) => b.calls - a.calls),
    ...agent.available_tools
      .filter((tool) => !called.has(tool))
      .map((tool) => ({ tool, calls: 0, errors: 0, isOffered: true })),
  ];
}

const ERROR_SHARE_BAD = 0.1;

export function ToolTable({ data }: { readonly data: AgentDetail }) {
  const knowsOffered = data.agent.available_tools.length > 0;
  const rows = listTools(data);
  const sum = rows.reduce((total, { calls }) => total + calls, 0);
  const most = Math.max(...rows.map(({ calls }) => calls), 1);
  return (
    <table className="tbl" aria-label="Tools">
      <thead>
        <tr>
          <th scope="col">Tool</th>
          <th scope="col" className="r">
            Calls
          </th>
          <th scope="col" className="r">
            Errors
          </th>
          <th scope="col">Share of calls</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ tool, calls, errors, isOffered }) => {
          const share = shareOf(errors, calls);
          return (
            <tr key={tool}>
              <td className="mono name">{nameOf(tool)}</td>
              <td className="r">{formatCount(calls)}</td>
              <td className={share !== null && share >= ERROR_SHARE_BAD ? 'r bad' : 'r'}>{formatPercent(share)}</td>
              <td className="t2">
                {calls === 0 ? (
                  <span className="badge dash">never used</span>
                ) : (
                  <ShareBar share={calls / most} label={formatPercent(shareOf(calls, sum))} />
                )}
                {calls > 0 && knowsOffered && !isOffered && (
                  <span className="badge dash">not in what it was offered</span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface ShareBarProps {
  /** Of the longest bar, 0 to 1. */
  readonly share: number;
  readonly label: string;
}

function ShareBar({ share, label }: ShareBarProps) {
  return (
    <span className="share">
      <i style={{ width: `${Math.max(share * 96, 2)}px` }} />
      <span className="num">{label}</span>
    </span>
  );
}

export function ModelTable({ data: { analytics } }: { readonly data: AgentDetail }) {
  const sum = analytics.models.reduce((total, { calls }) => total + calls, 0);
  return (
    <table className="tbl" aria-label="Models">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col" className="r">
            Calls
          </th>
          <th scope="col" className="r">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {analytics.models.map(({ model, calls }) => (
          <tr key={model}>
            <td className="mono name">{nameOf(model)}</td>
            <td className="r">{formatCount(calls)}</td>
            <td className="r t2">{formatPercent(shareOf(calls, sum))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
