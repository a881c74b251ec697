/** The tools an agent has and uses, and the models it calls. A tool that is offered and never called is a row too. */
import type { AgentDetail } from '../../../../collector/operations/contract.ts';
import { formatCount } from '../../format/count.ts';
import { formatPercent, shareOf } from '../../format/percent.ts';

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
          <th scope="col">Use</th>
        </tr>
      </thead>
      <tbody>
        {listTools(data).map(({ tool, calls, errors, isOffered }) => {
          const share = shareOf(errors, calls);
          return (
            <tr key={tool}>
              <td className="mono name">{tool}</td>
              <td className="r">{formatCount(calls)}</td>
              <td className={share !== null && share >= ERROR_SHARE_BAD ? 'r bad' : 'r'}>{formatPercent(share)}</td>
              <td className="t2">
                {calls === 0 ? (
                  <span className="badge dash">never used</span>
                ) : isOffered ? (
                  'offered'
                ) : knowsOffered ? (
                  'used, not in the list it was offered'
                ) : (
                  ''
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
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
            <td className="mono name">{model}</td>
            <td className="r">{formatCount(calls)}</td>
            <td className="r t2">{formatPercent(shareOf(calls, sum))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
