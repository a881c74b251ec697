/** Table of contents of the pages: path, title, icon, lazy component. The router and the navigation derive from it. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

import type { IconName } from '../ui/icon.tsx';

export interface Page {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly component: LazyExoticComponent<ComponentType>;
  /** Second key after `g`; without one the page is reached from others and does not stand in the navigation. */
  readonly key: string | null;
  /** Beginnings of paths whose pages lie below this one. */
  readonly parts: readonly string[];
}

export const PAGES: readonly Page[] = [
  {
    path: '/',
    title: 'Overview',
    icon: 'overview',
    component: lazy(() => import('./overview/page.tsx')),
    key: 'o',
    parts: [],
  },
  {
    path: '/sessions',
    title: 'Sessions',
    icon: 'sessions',
    component: lazy(() => import('./sessions/page.tsx')),
    key: 's',
    parts: ['/session/', '/compare'],
  },
  {
    path: '/session/:id',
    title: 'Session',
    icon: 'sessions',
    component: lazy(() => import('./session/page.tsx')),
    key: null,
    parts: [],
  },
  {
    path: '/compare',
    title: 'Compare',
    icon: 'sessions',
    component: lazy(() => import('./compare/page.tsx')),
    key: null,
    parts: [],
  },
  {
    path: '/agents',
    title: 'Agents',
    icon: 'agents',
    component: lazy(() => import('./agents/page.tsx')),
    key: 'a',
    parts: ['/agent/'],
  },
  {
    path: '/agent/:id',
    title: 'Agent',
    icon: 'agents',
    component: lazy(() => import('./agent/page.tsx')),
    key: null,
    parts: [],
  },
  {
    path: '/findings',
    title: 'Findings',
    icon: 'findings',
    component: lazy(() => import('./findings/page.tsx')),
    key: 'f',
    parts: ['/finding/'],
  },
  {
    path: '/finding/:id',
    title: 'Finding',
    icon: 'findings',
    component: lazy(() => import('./finding/page.tsx')),
    key: null,
    parts: [],
  },
  {
    path: '/connect',
    title: 'Connect',
    icon: 'connect',
    component: lazy(() => import('./connect/page.tsx')),
    key: 'c',
    parts: [],
  },
];

export const NAV_PAGES: readonly Page[] = PAGES.filter(({ key }) => key !== null);
