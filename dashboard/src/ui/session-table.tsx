/** Sessions as rows. Under 720 px each row stands in two lines, which is the style sheet's business. */
import { Link, useNavigate } from 'react-router';

import type { Session } from '../../../collector/operations/contract.ts';
import { formatCount, formatPlural, formatTokens, MISSING } from '../format/count.ts';
import { formatDuration } from '../format/duration.ts';
import { formatUsd } from '../format/money.ts';
import { formatDateTime, formatTime, parseInstant } from '../format/time.ts';
import { Mark } from './mark.tsx';
import { SeverityCounts } from './severity.tsx';
import { useNow } from './use-now.ts';
import { nameOf } from '../format/text-of.ts';

export interface SessionTableProps {
  readonly sessions: readonly Session[];
  readonly label: string;
  /** On an agent's own page its name in every row says nothing. */
  readonly hidesAgent?: boolean;
  readonly sort?: string;
}

const DAY_MS = 86_400_000;

export function SessionTable({ sessions, label, hidesAgent = false, sort }: SessionTableProps) {
  const now = useNow(sessions.some(({ status }) => status === 'active') ? 1000 : 60_000);
  const navigate = useNavigate();
  const sorted = (name: string) => (name === sort ? { 'aria-sort': 'descending' as const } : {});
  return (
    <table className="tbl ses" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Session</th>
          {!hidesAgent && (
            <th scope="col" className="ag">
              Agent
            </th>
          )}
          <th scope="col" {...sorted('created_at')}>
            Started
          </th>
          <th scope="col" className="r" {...sorted('duration_ms')}>
            Duration
          </th>
          <th scope="col" className="r">
            Model calls
          </th>
          <th scope="col" className="r">
            Tools
          </th>
          <th scope="col" className="r" {...sorted('total_tokens')}>
            Tokens
          </th>
          <th scope="col" className="r" {...sorted('cost_usd')}>
            Cost
          </th>
          <th scope="col">Findings</th>
          <th scope="col" {...sorted('errors')}>
            Status
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => {
          const path = sessionPath(session.id);
          return (
            // The whole row is a larger target; the link in it is what the keyboard and a reader's voice find.
            <tr key={session.id} className="go" onClick={() => void navigate(path)}>
              <td className="ti">
                <Link
                  to={path}
                  onClick={(event) => event.stopPropagation()}
                  title={nameOf(session.title ?? session.id)}
                >
                  {session.title === null ? <code>{nameOf(session.id)}</code> : nameOf(session.title)}
                </Link>
              </td>
              {!hidesAgent && <td className="ag">{nameOf(session.agent_name)}</td>}
              <td className="num st">{formatStart(parseInstant(session.created_at), now)}</td>
              <td className="r du">{formatDuration(durationNow(session, now))}</td>
              <td className="r mc">{formatCount(session.message_count)}</td>
              <td className="r tc">{formatCount(session.tool_uses)}</td>
              <td className="r tk">{formatTokens(session.total_tokens)}</td>
              <td className="r co">{formatUsd(session.cost_usd)}</td>
              <td className="fc">
                <FindingCounts session={session} />
              </td>
              <td className="stc">
                <SessionStatus session={session} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Open findings; none is a dash, because nobody may have looked. */
function FindingCounts({ session: { finding_counts: counts } }: { readonly session: Session }) {
  const sum = counts.critical + counts.high + counts.medium + counts.low;
  return sum === 0 ? <span className="t3">{MISSING}</span> : <SeverityCounts counts={counts} />;
}

export function SessionStatus({ session: { status, errors } }: { readonly session: Session }) {
  const failed = errors > 0 && (
    <span className="stt err">
      <Mark name="error" size={11} />
      {formatPlural(errors, 'error')}
    </span>
  );
  if (status === 'active') {
    return (
      <span className="stt run">
        <Mark name="running" size={11} />
        running{failed && <> {failed}</>}
      </span>
    );
  }
  return (
    failed || (
      <span className="stt">
        <Mark name="ok" size={11} />
        ok
      </span>
    )
  );
}

export function sessionPath(id: string): string {
  return `/session/${encodeURIComponent(id)}`;
}

/** A running session lasts until now, not until its last span. */
export function durationNow(session: Session, nowMs: number): number {
  if (session.status !== 'active') return session.duration_ms;
  const sinceStart = nowMs - parseInstant(session.created_at);
  // Where a sender's clock is far from ours, counting on would be nonsense.
  return sinceStart > 0 && sinceStart < DAY_MS ? Math.max(sinceStart, session.duration_ms) : session.duration_ms;
}

function formatStart(startMs: number, nowMs: number): string {
  return Math.abs(nowMs - startMs) < DAY_MS / 2 ? formatTime(startMs) : formatDateTime(startMs);
}
