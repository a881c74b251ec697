/** Whether anything is being recorded, how much there is, and where it is kept. */
import { useQuery } from '@tanstack/react-query';

import { dashboardQuery } from '../api/queries.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatCount, formatPlural } from '../format/count.ts';

export function Recording() {
  const { data, isError } = useQuery(dashboardQuery);
  if (data === undefined) return <div className="rec" aria-hidden="true" />;
  const { span_count, store_bytes, storage, active_sessions_count } = data;
  const empty = span_count === 0;
  return (
    <section className="rec" aria-label="Recording">
      <p className="recline">
        <i className={isError ? 'dot off' : empty ? 'dot idle' : 'dot live'} />
        <b>{isError ? 'No answer' : empty ? 'Listening' : 'Recording'}</b>
        {active_sessions_count > 0 && !isError && (
          <span className="num">{formatCount(active_sessions_count)} active</span>
        )}
      </p>
      <p className="num">
        {empty ? 'no spans yet' : `${formatPlural(span_count, 'span')} · ${formatBytes(store_bytes)}`}
      </p>
      {storage.type === 'memory' && <p>in memory only</p>}
    </section>
  );
}
