/** What concerns every page: the collector does not answer, or keeps nothing on disk. Silent while all is well. */
import { useQuery } from '@tanstack/react-query';

import { ApiError } from '../api/client.ts';
import { dashboardQuery } from '../api/queries.ts';
import { formatTime } from '../format/time.ts';
import { Mark } from '../ui/mark.tsx';

export function StateLines() {
  const { data, error, dataUpdatedAt, refetch } = useQuery(dashboardQuery);
  const reason = data?.storage.degraded_reason;
  const since = dataUpdatedAt === 0 ? '' : ` since ${formatTime(dataUpdatedAt)}`;
  return (
    <>
      {error !== null && (
        <div className="bline gone" role="alert">
          <Mark name="error" />
          <b>
            {error instanceof ApiError && error.status !== 0
              ? `The collector answers ${error.status} ${error.code}${since}.`
              : `No answer${since}.`}
          </b>
          <span>{dataUpdatedAt === 0 ? 'Trying again.' : 'Shown as of then; trying again.'}</span>
          <button type="button" className="btn sm" onClick={() => void refetch()}>
            Try now
          </button>
        </div>
      )}
      {reason !== undefined && (
        <div className="bline memo" role="status">
          <Mark name="medium" />
          <b>Nothing is written to disk.</b>
          <span>{reason}</span>
        </div>
      )}
    </>
  );
}
