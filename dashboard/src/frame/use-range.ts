/** The time range stands in the URL, so that a link shows the same range; the default one leaves the URL alone. */
import { useSearchParams } from 'react-router';

import { DEFAULT_RANGE, findRange, type TimeRange } from '../api/time-range.ts';

export function useRange(): readonly [TimeRange, (range: TimeRange) => void] {
  const [params, setParams] = useSearchParams();
  const setRange = (range: TimeRange) => {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (range.id === DEFAULT_RANGE.id) next.delete('range');
        else next.set('range', range.id);
        return next;
      },
      { replace: true },
    );
  };
  return [findRange(params.get('range')), setRange];
}
