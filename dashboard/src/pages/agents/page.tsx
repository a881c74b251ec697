/** All agents, with what the range shows of each. */
import { useQuery } from '@tanstack/react-query';

import { agentListQuery, overviewQuery } from '../../api/queries.ts';
import { formatPlural } from '../../format/count.ts';
import { Page } from '../../frame/page.tsx';
import { useRange } from '../../frame/use-range.ts';
import { AgentTable } from '../../ui/agent-table.tsx';
import { ConnectGuide } from '../../ui/connect/connect-guide.tsx';
import { QueryPanel } from '../../ui/panel.tsx';

export default function AgentsPage() {
  const [range] = useRange();
  const agents = useQuery(agentListQuery);
  const overview = useQuery(overviewQuery(range));
  const isEmpty = agents.data?.agents.length === 0;
  const totals = new Map(overview.data?.by_agent.map(({ agent_id, total }) => [agent_id, total]) ?? []);
  return (
    <Page
      title="Agents"
      about={isEmpty ? 'none seen yet' : agents.data && formatPlural(agents.data.total_count, 'agent')}
      hasRange={!isEmpty}
    >
      {isEmpty ? (
        <ConnectGuide isWaiting />
      ) : (
        <div className="sheet">
          <QueryPanel title={`Last ${range.label}`} about="tools and last seen of all time" span="c12" query={agents}>
            {(data) => (
              <div className="xscroll">
                <AgentTable agents={data.agents} totals={totals} />
              </div>
            )}
          </QueryPanel>
        </div>
      )}
    </Page>
  );
}
