/** Who, when, how much: the session in one line of facts. */
import { Link } from 'react-router';

import type { Session } from '../../../../collector/operations/contract.ts';
import { formatCount, formatTokens } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatPercent, shareOf } from '../../format/percent.ts';
import { formatDateTime, parseInstant } from '../../format/time.ts';
import { agentPath } from '../../ui/agent-table.tsx';
import { clusterPath } from '../../ui/cluster-path.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { durationNow, SessionStatus } from '../../ui/session-table.tsx';
import { nameOf } from '../../format/text-of.ts';

/** How the traces of a session were found to belong together, where no id said so. */
const SOURCES = {
  response_chain: 'response ids',
  history: 'message history',
  trace: 'trace id',
} as const satisfies Record<Exclude<Session['session_source'], 'attribute'>, string>;

export function SessionHead({ session, now }: { readonly session: Session; readonly now: number }) {
  const cached = shareOf(session.cache_read_tokens, session.input_tokens);
  const subAgents = session.agents.filter((name) => name !== session.agent_name).length;
  return (
    <section className="shead" aria-label="Session">
      <div className="sh1">
        <h2 title={nameOf(session.title ?? '')}>
          {session.title === null ? 'Untitled session' : nameOf(session.title)}
        </h2>
        <SessionStatus session={session} />
        <div className="right">
          <CopyButton text={session.id} label="Copy id" />
          <CopyButton text={window.location.href} label="Copy link" />
        </div>
      </div>
      <dl className="facts">
        <Fact name="Agent">
          <Link to={agentPath(session.agent_id)}>{nameOf(session.agent_name)}</Link>
        </Fact>
        <Fact name="Started">{formatDateTime(parseInstant(session.created_at))}</Fact>
        <Fact name="Duration">{formatDuration(durationNow(session, now))}</Fact>
        <Fact name="Model calls">{formatCount(session.message_count)}</Fact>
        <Fact name="Tool calls">{formatCount(session.tool_uses)}</Fact>
        <Fact name="Tokens">
          {formatTokens(session.total_tokens)}
          {cached !== null && cached > 0 && <em> {formatPercent(cached)} from cache</em>}
        </Fact>
        <Fact name="Cost">{session.cost_usd === null ? 'price unknown' : formatUsd(session.cost_usd)}</Fact>
        {session.cluster_id !== null && (
          <Fact name="Pattern">
            <Link to={clusterPath(session.agent_id, session.cluster_id)}>{nameOf(session.cluster_id)}</Link>
          </Fact>
        )}
        {session.user_id !== null && <Fact name="User">{nameOf(session.user_id)}</Fact>}
        {subAgents > 0 && <Fact name="Sub-agents">{formatCount(subAgents)}</Fact>}
        {session.session_source !== 'attribute' && (
          <Fact name="Grouped by">
            {SOURCES[session.session_source]} <em>no session id was sent</em>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}
