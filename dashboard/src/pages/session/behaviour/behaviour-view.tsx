/** How usual the session is among those of its agent, where it leaves their way, and what was found in it. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { FindingList, Session, SessionOutlier } from '../../../../../collector/operations/contract.ts';
import { ApiError } from '../../../api/client.ts';
import { outlierQuery } from '../../../api/queries.ts';
import { formatCount } from '../../../format/count.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatPercent } from '../../../format/percent.ts';
import { nameOf, passageOf } from '../../../format/text-of.ts';
import { FindingTable } from '../../../ui/finding-table.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { describeDistance, describeLevel } from '../../../ui/outlier-level.ts';
import { Panel, QueryPanel } from '../../../ui/panel.tsx';
import { sessionPath } from '../../../ui/session-table.tsx';
import { cutAround, describeDivergence, listSteps } from './divergence.ts';

export interface BehaviourViewProps {
  readonly session: Session;
  readonly findings: UseQueryResult<FindingList>;
  readonly onSpan: (spanId: string) => void;
}

export function BehaviourView({ session, findings, onSpan }: BehaviourViewProps) {
  return (
    <div className="sheet">
      {session.status === 'active' ? (
        <Panel title="How usual it is" span="c12">
          <p className="nothing">It is compared with the other sessions of its agent when it has ended.</p>
        </Panel>
      ) : (
        <Explanation session={session} onSpan={onSpan} />
      )}
      <QueryPanel
        title="Findings"
        about="about this session, or that name it"
        span="c12"
        query={findings}
        empty={(data) => (data.findings.length === 0 ? <p>Nothing was found in this session.</p> : null)}
      >
        {(data) => (
          <div className="xscroll">
            <FindingTable findings={data.findings} label="Findings" hidesAgent />
          </div>
        )}
      </QueryPanel>
    </div>
  );
}

function Explanation({ session, onSpan }: Pick<BehaviourViewProps, 'session' | 'onSpan'>) {
  const query = useQuery(outlierQuery(session.id));
  if (query.error instanceof ApiError && query.error.status === 404 && query.data === undefined) {
    return (
      <Panel title="How usual it is" span="c12">
        <p className="nothing">{passageOf(query.error.message)}</p>
      </Panel>
    );
  }
  return (
    <>
      <QueryPanel title="How usual it is" about="among the sessions of its agent" span="c5 md-c12" query={query}>
        {(data) => <Causes data={data} onSpan={onSpan} />}
      </QueryPanel>
      <QueryPanel
        title="First difference"
        about="from the sessions most like it"
        span="c7 md-c12"
        query={query}
        empty={({ divergence, steps }) =>
          divergence === null && steps.steps.length === 0 ? <p>It takes no step that could differ.</p> : null
        }
      >
        {(data) => <FirstDifference data={data} onSpan={onSpan} />}
      </QueryPanel>
    </>
  );
}

interface PartProps {
  readonly data: SessionOutlier;
  readonly onSpan: (spanId: string) => void;
}

function Causes({ data: { outlier, steps }, onSpan }: PartProps) {
  const spanOf = (step: number | null) => (step === null ? null : (steps.steps[step]?.span_id ?? null));
  const isUnusual = outlier.score.level === 'unusual' || outlier.score.level === 'very_unusual';
  return (
    <>
      <p className="lead lvl">
        <Mark name={isUnusual ? outlier.severity : 'undecided'} />
        <span>{capitalize(describeLevel(outlier.score))}.</span>
      </p>
      {outlier.causes.length > 0 && (
        <ul className="todo">
          {outlier.causes.map(({ text, step }, index) => {
            const spanId = spanOf(step);
            return (
              <li key={index}>
                {passageOf(text)}
                {spanId !== null && (
                  <>
                    {' '}
                    <button type="button" className="link plain" onClick={() => onSpan(spanId)}>
                      step {formatCount((step ?? 0) + 1)}
                    </button>
                  </>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {outlier.recommendations.map((text, index) => (
        <p className="why" key={index}>
          {passageOf(text)}
        </p>
      ))}
      <p className="t3 small">{capitalize(describeDistance(outlier))}.</p>
    </>
  );
}

function FirstDifference({ data: { session_id, divergence, steps }, onSpan }: PartProps) {
  const [isWhole, setWhole] = useState(false);
  const rows = listSteps(steps, divergence?.step ?? null);
  const cut = cutAround(rows, divergence?.step ?? null);
  const shown = isWhole ? rows : cut.shown;
  return (
    <>
      {divergence === null ? (
        <p className="lead">It goes the way of the sessions most like it, or there is none like it.</p>
      ) : (
        <>
          <p className="lead">{describeDivergence(divergence)}</p>
          <p className="t2 small dlink">
            {divergence.probability !== null && (
              <span>expected {formatPercent(divergence.probability)} of the time by the agent’s usual steps</span>
            )}
            <span>{formatPercent(divergence.disagreement)} of its neighbours differ</span>
            <Link className="link" to={sessionPath(divergence.neighbour_session_id)}>
              the one most like it, {formatPercent(divergence.similarity)} alike
            </Link>
            <Link
              className="link"
              to={`/compare?a=${encodeURIComponent(divergence.neighbour_session_id)}&b=${encodeURIComponent(session_id)}`}
            >
              compare side by side
            </Link>
          </p>
        </>
      )}
      <ol className="stepl" aria-label="Steps" start={shown[0]?.number ?? 1}>
        {shown.map(({ number, name, origin, failed, durationMs, spanId, isDivergence }) => (
          <li key={number} className={isDivergence ? 'dvg' : undefined} value={number}>
            <span className="num t3">{formatCount(number)}</span>
            <Mark name={failed ? 'error' : 'tool'} size={11} label={failed ? 'failed' : 'tool'} />
            {spanId === null ? (
              <code className="trunc">{nameOf(name)}</code>
            ) : (
              <button type="button" className="link plain mono trunc" onClick={() => onSpan(spanId)}>
                {nameOf(name)}
              </button>
            )}
            <span className="t3 trunc">{origin}</span>
            <span className="num t3">{durationMs === null ? '' : formatDuration(durationMs)}</span>
          </li>
        ))}
      </ol>
      {cut.shown.length < rows.length && (
        <button type="button" className="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show what is around it' : `show all ${formatCount(rows.length)} steps`}
        </button>
      )}
      {steps.steps_left_out > 0 && (
        <p className="t3 small">{formatCount(steps.steps_left_out)} steps are not listed.</p>
      )}
    </>
  );
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
