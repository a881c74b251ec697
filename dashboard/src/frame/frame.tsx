/** What every page stands in: navigation, the page itself, and the keys that go from page to page. */
import { Suspense } from 'react';
import { Outlet, ScrollRestoration, useNavigate } from 'react-router';

import { NAV_PAGES } from '../pages/index.ts';
import { Nav } from './nav.tsx';
import { Page } from './page.tsx';
import { useShortcuts } from './shortcuts.tsx';

export function Frame() {
  const navigate = useNavigate();
  useShortcuts(
    NAV_PAGES.map(({ path, title, key }) => ({
      keys: `g ${key}`,
      label: title,
      group: 'Go to',
      run: () => void navigate(path),
    })),
  );
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Nav />
      <Suspense fallback={<Page title="Loading">{null}</Page>}>
        <Outlet />
      </Suspense>
      <ScrollRestoration />
    </>
  );
}
