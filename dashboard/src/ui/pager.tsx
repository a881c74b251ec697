/** Which part of a list is shown, and the way to the parts beside it. */
import { formatCount } from '../format/count.ts';

export interface PagerProps {
  /** What is listed, for a reader's voice: `sessions`. */
  readonly what: string;
  /** From 1. */
  readonly page: number;
  readonly pageLength: number;
  readonly shown: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

export function Pager({ what, page, pageLength, shown, total, onPage }: PagerProps) {
  const pages = Math.max(Math.ceil(total / pageLength), 1);
  const first = (page - 1) * pageLength + 1;
  return (
    <nav className="pager" aria-label={`Pages of ${what}`}>
      <span className="num">
        {formatCount(first)}–{formatCount(first + shown - 1)} of {formatCount(total)}
      </span>
      <button type="button" className="btn sm" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Previous
      </button>
      <button type="button" className="btn sm" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        Next
      </button>
    </nav>
  );
}
