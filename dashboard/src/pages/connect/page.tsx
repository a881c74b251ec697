/** How to connect an agent, at any time. */
import { useQuery } from '@tanstack/react-query';

import { dashboardQuery } from '../../api/queries.ts';
import { Page } from '../../frame/page.tsx';
import { ConnectGuide } from '../../ui/connect/connect-guide.tsx';

export default function ConnectPage() {
  const { data } = useQuery(dashboardQuery);
  return (
    <Page title="Connect" about="an agent to this recorder">
      <ConnectGuide isWaiting={data?.sessions_count === 0} />
    </Page>
  );
}
