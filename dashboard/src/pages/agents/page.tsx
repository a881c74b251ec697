/** All agents, with what the range shows of each. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { agentListQuery, overviewQuery } from '../../api/queries.ts';
import { formatPlural } from '../../format/count.ts';
import { Page } from '../../frame/page.tsx';
import { useRange } from '../../frame/use-range.ts';
import { AgentTable } from '../../ui/agent-table.tsx';
import { QueryPanel } from '../../ui/panel.tsx';

export default function AgentsPage() {
  const [range] = useRange();
  const agents = useQuery(agentListQuery);
  const overview = useQuery(overviewQuery(range));
  const totals = new Map(overview.data?.by_agent.map(({ agent_id, total }) => [agent_id, total]) ?? []);
  return (
    <Page title="Agents" about={agents.data && formatPlural(agents.data.total_count, 'agent')} hasRange>
      <div className="sheet">
        <QueryPanel
          title="Agents"
          about={`numbers of the last ${range.label}; tools and last seen of all time`}
          span="c12"
          query={agents}
          empty={(data) =>
            data.agents.length === 0 ? (
              <>
                <p>No agent was seen yet.</p>
                <Link className="btn" to="/connect">
                  Connect an agent
                </Link>
              </>
            ) : null
          }
        >
          {(data) => (
            <div className="xscroll">
              <AgentTable agents={data.agents} totals={totals} />
            </div>
          )}
        </QueryPanel>
      </div>
    </Page>
  );
}
