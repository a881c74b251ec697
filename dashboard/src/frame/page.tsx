/** One page: top bar with its title, what is wrong with the whole program, and the page's content. */
import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';

import { Icon } from '../ui/icon.tsx';
import { StateLines } from './state-lines.tsx';
import { TopControls } from './top-controls.tsx';
import { nameOf } from '../format/text-of.ts';

export interface PageProps {
  readonly title: string;
  /** In the browser's tab, where that should say more than the crumbs. */
  readonly documentTitle?: string;
  /** What the page speaks of, beside the title. */
  readonly about?: string | undefined;
  /** Pages above this one. */
  readonly crumbs?: readonly { readonly title: string; readonly to: string }[];
  readonly hasRange?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({
  title,
  documentTitle = title,
  about,
  crumbs = [],
  hasRange = false,
  actions,
  children,
}: PageProps) {
  useEffect(() => {
    document.title = `${nameOf(documentTitle)} · Live Trace`;
  }, [documentTitle]);
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
          <h1 title={nameOf(title)}>{nameOf(title)}</h1>
          {about !== undefined && <span className="keep">{nameOf(about)}</span>}
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
