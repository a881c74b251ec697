/** One page: top bar with its title, what is wrong with the whole program, and the page's content. */
import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';

import { Icon } from '../ui/icon.tsx';
import { StateLines } from './state-lines.tsx';
import { TopControls } from './top-controls.tsx';

export interface PageProps {
  readonly title: string;
  /** What the page speaks of, beside the title. */
  readonly about?: string | undefined;
  /** Pages above this one. */
  readonly crumbs?: readonly { readonly title: string; readonly to: string }[];
  readonly hasRange?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, about, crumbs = [], hasRange = false, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Live Trace`;
  }, [title]);
  return (
    <div className="frame">
      <header className="top">
        <div className="crumbs">
          {crumbs.map((crumb) => (
            <span className="crumb" key={crumb.to}>
              <Link to={crumb.to}>{crumb.title}</Link>
              <Icon name="right" size={12} />
            </span>
          ))}
          <h1 title={title}>{title}</h1>
          {about !== undefined && <span className="keep">{about}</span>}
        </div>
        <div className="topright">
          {actions}
          <TopControls hasRange={hasRange} />
        </div>
      </header>
      <StateLines />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
