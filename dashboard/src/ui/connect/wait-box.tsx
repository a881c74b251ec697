/** The tape before anything is on it. When the first session arrives the page moves on by itself. */
import { useState } from 'react';

import type { Dashboard } from '../../../../collector/operations/contract.ts';
import { formatPlural } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { useNow } from '../use-now.ts';

export interface WaitBoxProps {
  readonly isWaiting: boolean;
  readonly dashboard: Dashboard | undefined;
}

const TICKS = Array.from({ length: 60 }, (_, index) => index);

export function WaitBox({ isWaiting, dashboard }: WaitBoxProps) {
  const now = useNow(1000);
  const [openedMs] = useState(() => Date.now());
  const spans = dashboard?.span_count ?? 0;
  return (
    <section className="waitbox" aria-label="State">
      <svg className="wtape" viewBox="0 0 1200 96" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 26.5H1200M0 60.5H1200" stroke="var(--line-2)" />
        {TICKS.map((index) => (
          <path
            key={index}
            d={`M${index * 20 + 10}.5 60V${index % 5 === 0 ? 51 : 56}`}
            stroke={index % 5 === 0 ? 'var(--text-3)' : 'var(--line-2)'}
          />
        ))}
      </svg>
      <svg className="wneedle" width="12" height="96" viewBox="0 0 12 96" aria-hidden="true">
        <path d="M0 0h12L6 7z" fill="var(--status-running)" />
        <path d="M6 5v86" stroke="var(--status-running)" strokeWidth="2" />
      </svg>
      <span className="wnow">now</span>
      <div className="wtext">
        <h2 className="wt1">
          <i className={isWaiting || spans === 0 ? 'dot wait' : 'dot live'} />
          {spans === 0 ? 'Waiting for the first span' : isWaiting ? 'Spans arrive' : 'Listening'}
        </h2>
        <p className="t2" role="status">
          {isWaiting
            ? `this page open for ${formatDuration(Math.max(Math.floor((now - openedMs) / 1000) * 1000, 1000))}; it moves on when a session arrives`
            : `${formatPlural(spans, 'span')} recorded so far`}
        </p>
      </div>
    </section>
  );
}
