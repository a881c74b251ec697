/** A page that cannot be shown, because it does not exist or because of a mistake of ours. The navigation goes on working. */
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';

import { Mark } from '../ui/mark.tsx';
import { Nav } from './nav.tsx';
import { Page } from './page.tsx';

export function FailedPage() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <>
      <Nav />
      <Page title={missing ? 'No such page' : 'This page failed'}>
        <div className="failed">
          <Mark name="error" />
          <div>
            <p>
              <b>{missing ? 'There is nothing at this address.' : 'Something in this page is broken.'}</b>
            </p>
            {!missing && <p className="mono">{error instanceof Error ? error.message : String(error)}</p>}
            <p>
              <Link className="link" to="/">
                Go to the overview
              </Link>
            </p>
          </div>
        </div>
      </Page>
    </>
  );
}
