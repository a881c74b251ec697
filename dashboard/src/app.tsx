/** The application: providers outside, the router inside, one route per line of `pages/index.ts`. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';

import { ApiError } from './api/client.ts';
import { LiveProvider } from './api/live-provider.tsx';
import { FailedPage } from './frame/failed-page.tsx';
import { Frame } from './frame/frame.tsx';
import { PreferencesProvider } from './frame/preferences.tsx';
import { ShortcutsProvider } from './frame/shortcuts.tsx';
import { PAGES } from './pages/index.ts';

export function App() {
  const [client] = useState(createClient);
  const [router] = useState(createRouter);
  return (
    <QueryClientProvider client={client}>
      <PreferencesProvider>
        <ShortcutsProvider>
          <LiveProvider>
            <RouterProvider router={router} />
          </LiveProvider>
        </ShortcutsProvider>
      </PreferencesProvider>
    </QueryClientProvider>
  );
}

function createRouter() {
  return createBrowserRouter([
    {
      Component: Frame,
      errorElement: <FailedPage />,
      children: PAGES.map(({ path, component }) => ({ path, Component: component })),
    },
  ]);
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The collector is on this machine: whether the browser thinks it is online says nothing.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        staleTime: 1000,
        // A refusal stays one; only silence is worth asking again.
        retry: (failures, error) => failures < 1 && error instanceof ApiError && error.status === 0,
        retryDelay: 500,
      },
    },
  });
}
