/** The agent in a sentence and its numbers of all time. */
import type { AgentDetail } from '../../../../collector/operations/contract.ts';
import { formatCount, formatPlural, formatTokens } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatAgo, parseInstant } from '../../format/time.ts';
import { useNow } from '../../ui/use-now.ts';
import { nameOf } from '../../format/text-of.ts';
import { RiskStatus } from '../../ui/risk-status.tsx';

export function AgentHead({ data: { agent, analytics } }: { readonly data: AgentDetail }) {
  const now = useNow(10_000);
  return (
    <section className="shead" aria-label="Agent">
      <div className="sh1">
        <h2>{describeAgent({ agent, analytics })}</h2>
        <RiskStatus status={agent.risk_status} />
      </div>
      <dl className="facts">
        <Fact name="Sessions" value={formatCount(agent.total_sessions)} />
        <Fact name="Active" value={formatCount(agent.active_sessions)} />
        <Fact name="Errors" value={formatCount(agent.total_errors)} />
        <Fact name="Model calls" value={formatCount(agent.total_messages)} />
        <Fact name="Tool calls" value={formatCount(agent.total_tools)} />
        <Fact name="Tokens" value={formatTokens(agent.total_tokens)} />
        <Fact name="Cost" value={agent.cost_usd === null ? 'price unknown' : formatUsd(agent.cost_usd)} />
        <Fact name="Call p95" value={formatDuration(agent.p95_response_time_ms)} />
        {agent.workflow_id !== null && <Fact name="Workflow" value={nameOf(agent.workflow_id)} />}
        {agent.versions.length > 1 && <Fact name="Versions" value={nameOf(agent.versions.join(', '))} />}
        <Fact name="Last seen" value={formatAgo(parseInstant(agent.last_seen), now)} />
      </dl>
    </section>
  );
}

/** What a session of it is like, from means that the server keeps; nothing is judged. */
export function describeAgent({ agent, analytics }: Pick<AgentDetail, 'agent' | 'analytics'>): string {
  const { total_sessions: sessions } = agent;
  const calls = analytics.avg_messages_per_session;
  const shape = `A session takes ${formatDuration(analytics.avg_duration_ms)} and ${calls.toFixed(calls < 10 ? 1 : 0)} model calls on average`;
  if (sessions === 0) return 'No session yet.';
  return agent.total_errors === 0
    ? `${shape}; none of ${formatPlural(sessions, 'session')} had an error.`
    : `${shape}; ${formatPlural(agent.total_errors, 'error')} in ${formatPlural(sessions, 'session')}.`;
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
