/** When the analysis last ran and over what; and where the newest run failed, why, and of when the rest is. */
import { Fragment } from 'react';

import type { Agent, AnalysisRun } from '../../../../collector/operations/contract.ts';
import { formatCount, formatPlural } from '../../format/count.ts';
import { formatAgo, formatDateTime, parseInstant } from '../../format/time.ts';
import { passageOf } from '../../format/text-of.ts';
import { Mark } from '../../ui/mark.tsx';
import { useNow } from '../../ui/use-now.ts';

export function LastRun({ run }: { readonly run: AnalysisRun }) {
  const now = useNow(10_000);
  const atMs = parseInstant(run.completed_at);
  return (
    <span className="num" title={formatDateTime(atMs)}>
      {formatAgo(atMs, now)}, {describeSessions(run)}
    </span>
  );
}

/** `188 sessions, 3 new, 1 unreadable`. */
export function describeSessions({
  sessions_analyzed,
  sessions_new,
  sessions_failed,
}: Pick<AnalysisRun, 'sessions_analyzed' | 'sessions_new' | 'sessions_failed'>): string {
  return [
    `over ${formatPlural(sessions_analyzed, 'session')}`,
    ...(sessions_new > 0 && sessions_new < sessions_analyzed ? [`${formatCount(sessions_new)} new`] : []),
    ...(sessions_failed > 0 ? [`${formatCount(sessions_failed)} could not be read`] : []),
  ].join(', ');
}

export function FailedRun({ run, hasOlder }: { readonly run: AnalysisRun; readonly hasOlder: boolean }) {
  return (
    <div className="failq old" role="status">
      <Mark name="error" />
      <div>
        <p>
          <b>The analysis of {formatDateTime(parseInstant(run.completed_at))} failed.</b>{' '}
          {hasOlder && 'What is shown is of the run before it.'}
        </p>
        <p>{passageOf(run.failure ?? 'No reason was given.')}</p>
        <p className="t3">It is tried again.</p>
      </div>
    </div>
  );
}

export type AnalysisState = 'not_configured' | 'no_sessions' | 'failed' | 'running' | 'done';

/** What there is to say before anything was analysed. */
export function stateOf({
  agent,
  isEnabled,
  hasResult,
}: {
  readonly agent: Pick<Agent, 'completed_sessions' | 'latest_analysis'>;
  readonly isEnabled: boolean;
  readonly hasResult: boolean;
}): AnalysisState {
  if (hasResult) return 'done';
  if (agent.latest_analysis?.status === 'FAILED') return 'failed';
  if (!isEnabled) return 'not_configured';
  return agent.completed_sessions === 0 ? 'no_sessions' : 'running';
}

export interface NoResultProps {
  readonly state: Exclude<AnalysisState, 'done'>;
  readonly run: AnalysisRun | null;
  /** What makes it: `security`. */
  readonly processors: readonly string[];
}

export function NoResult({ state, run, processors }: NoResultProps) {
  switch (state) {
    case 'not_configured':
      return (
        <p>
          Not configured: name{' '}
          {processors.map((name, index) => (
            <Fragment key={name}>
              {index > 0 && ' and '}
              <code>{name}</code>
            </Fragment>
          ))}{' '}
          among the processors of the <code>sessions</code> pipeline in <code>otel-config.yaml</code>.
        </p>
      );
    case 'no_sessions':
      return <p>No session of this agent has completed yet. The analysis runs when the first one ends.</p>;
    case 'failed':
      return run === null ? null : <FailedRun run={run} hasOlder={false} />;
    default:
      return (
        <p className="stt run">
          <Mark name="running" size={11} />
          The first analysis of this agent is running.
        </p>
      );
  }
}
