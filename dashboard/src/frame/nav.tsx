/** Where one can go. It lists the pages that exist, by `pages/index.ts`, and the agents that were seen. */
import { useQuery } from '@tanstack/react-query';
import { Link, NavLink, useLocation } from 'react-router';

import type { Agent } from '../../../collector/operations/contract.ts';
import { dashboardQuery, openCriticalQuery } from '../api/queries.ts';
import { formatCount } from '../format/count.ts';
import { NAV_PAGES, type Page } from '../pages/index.ts';
import { Icon } from '../ui/icon.tsx';
import { Mark } from '../ui/mark.tsx';
import { Recording } from './recording.tsx';
import { nameOf } from '../format/text-of.ts';

/** More would push the recording state out of sight; the Agents page has all. */
const AGENTS_SHOWN = 8;

export function Nav() {
  const { data } = useQuery(dashboardQuery);
  const agents = data?.agents ?? [];
  return (
    <nav className="nav" aria-label="Pages">
      <Link className="brand" to="/" aria-label="Live Trace, overview">
        <Brand />
        <span>Live Trace</span>
      </Link>
      <ul className="navlist">
        {NAV_PAGES.map((page) => (
          <li key={page.path}>
            <PageLink page={page} count={countOf(page, data)} />
          </li>
        ))}
      </ul>
      {agents.length > 0 && <AgentLinks agents={agents} />}
      <Recording />
    </nav>
  );
}

function PageLink({ page, count }: { readonly page: Page; readonly count: number | undefined }) {
  const { pathname } = useLocation();
  const critical = useQuery({ ...openCriticalQuery, enabled: page.path === '/findings' }).data?.total_count ?? 0;
  const inside = pathname === page.path || page.parts.some((part) => pathname.startsWith(part));
  return (
    <Link to={page.path} aria-current={inside ? 'page' : undefined} aria-label={page.title}>
      <Icon name={page.icon} />
      <span>{page.title}</span>
      {count !== undefined && <em>{formatCount(count)}</em>}
      {page.path === '/findings' && critical > 0 && (
        <em className="navsev">
          <Mark name="critical" size={11} label="open and critical:" />
          {formatCount(critical)}
        </em>
      )}
    </Link>
  );
}

function countOf(page: Page, data: { readonly sessions_count: number; readonly agents: readonly Agent[] } | undefined) {
  if (data === undefined || data.sessions_count === 0) return undefined;
  if (page.path === '/sessions') return data.sessions_count;
  return page.path === '/agents' ? data.agents.length : undefined;
}

function AgentLinks({ agents }: { readonly agents: readonly Agent[] }) {
  return (
    <div className="navgroup">
      <h2>Agents</h2>
      <ul className="navlist small">
        {agents.slice(0, AGENTS_SHOWN).map(({ id, name, active_sessions, risk_status }) => (
          <li key={id}>
            <NavLink to={`/agent/${encodeURIComponent(id)}`} title={nameOf(name)}>
              <AgentMark isRunning={active_sessions > 0} risk={risk_status} />
              <span>{nameOf(name)}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is wrong with it comes before that it runs. */
function AgentMark({ isRunning, risk }: { readonly isRunning: boolean; readonly risk: Agent['risk_status'] }) {
  if (risk === 'critical') return <Mark name="critical" size={10} label="critical checks" />;
  if (risk === 'warning') return <Mark name="medium" size={10} label="warnings" />;
  return isRunning ? <Mark name="running" size={10} label="running" /> : <Mark name="agent" size={10} />;
}

/** The tape: calls above, tools below, and the place where recording is now. */
function Brand() {
  return (
    <svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">
      <path d="M0 1.5h6v5H0zM8 1.5h9v5H8z" fill="currentColor" />
      <path d="M5 9.5h4v5H5zM16 9.5h2.5v5H16z" fill="currentColor" opacity=".55" />
      <path d="M20.5 0v16" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
