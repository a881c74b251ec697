/**
 * A panel of the sheet and its states. The title stands at once; the body keeps the last answer while a new one is read, and
 * a failed answer is said inside of the panel it belongs to, so that the rest of the page goes on.
 */
import type { UseQueryResult } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';

import { ApiError } from '../api/client.ts';
import { FailedQuery } from './failed-query.tsx';

export interface PanelProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly right?: ReactNode;
  /** Grid columns of the sheet, such as `c8 md-c12`. */
  readonly span: string;
  readonly children: ReactNode;
}

export function Panel({ title, about, right, span, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${span}`} aria-labelledby={id}>
      <header className="ph">
        <h2 id={id}>{title}</h2>
        {about !== undefined && <p>{about}</p>}
        {right !== undefined && <div className="right">{right}</div>}
      </header>
      {children}
    </section>
  );
}

export interface QueryPanelProps<T> extends Omit<PanelProps, 'children'> {
  readonly query: UseQueryResult<T>;
  /** What to show where there is nothing to show, or null where there is something. */
  readonly empty?: (data: T) => ReactNode;
  /** Before the first answer, in pixels, so that the page does not jump when it comes. */
  readonly height?: number;
  readonly children: (data: T) => ReactNode;
}

export function QueryPanel<T>({ query, empty, height = 160, children, ...panel }: QueryPanelProps<T>) {
  return (
    <Panel {...panel}>
      <QueryBody query={query} height={height} what={panel.title}>
        {(data) => {
          const nothing = empty?.(data) ?? null;
          return nothing === null ? children(data) : <div className="nothing">{nothing}</div>;
        }}
      </QueryBody>
    </Panel>
  );
}

export interface QueryBodyProps<T> {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly height?: number;
  readonly children: (data: T) => ReactNode;
}

export function QueryBody<T>({ query, what, height = 160, children }: QueryBodyProps<T>) {
  const { data, error, refetch } = query;
  if (data !== undefined) {
    return (
      <>
        {error !== null && !isSilence(error) && (
          <FailedQuery what={what} error={error} retry={() => void refetch()} isOld />
        )}
        {children(data)}
      </>
    );
  }
  if (error !== null) return <FailedQuery what={what} error={error} retry={() => void refetch()} />;
  return <div className="loading" style={{ minHeight: height }} role="status" aria-label={`${what} is being read`} />;
}

/** Where nobody answers at all, the line under the top bar says so for the whole page; six panels need not repeat it. */
function isSilence(error: Error): boolean {
  return error instanceof ApiError && error.status === 0;
}
