/** Two sessions side by side: what differs in numbers, and step by step up to where the second leaves the way of the first. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';

import type { Session, SessionComparison } from '../../../../collector/operations/contract.ts';
import { comparisonQuery } from '../../api/queries.ts';
import { formatCount, formatPlural, formatTokens } from '../../format/count.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatPercent } from '../../format/percent.ts';
import { formatDateTime, parseInstant } from '../../format/time.ts';
import { nameOf } from '../../format/text-of.ts';
import { Page } from '../../frame/page.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Panel, QueryBody } from '../../ui/panel.tsx';
import { sessionPath } from '../../ui/session-table.tsx';
import { describeOrigin } from '../../ui/step-name.ts';
import { alignSteps, compareNumber, type ComparedStep, type NumberRow, type PairRow } from './align-steps.ts';

const CRUMBS = [{ title: 'Sessions', to: '/sessions' }];

export default function ComparePage() {
  const [params] = useSearchParams();
  const [a, b] = [params.get('a') ?? '', params.get('b') ?? ''];
  return (
    <Page title="Compare" about="two sessions of one agent" crumbs={CRUMBS}>
      {a === '' || b === '' ? <Choose a={a} b={b} /> : <Comparison key={`${a} ${b}`} a={a} b={b} />}
    </Page>
  );
}

function Choose({ a, b }: { readonly a: string; readonly b: string }) {
  const navigate = useNavigate();
  return (
    <form
      className="chs"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        const idOf = (name: string) => {
          const value = given.get(name);
          return typeof value === 'string' ? encodeURIComponent(value.trim()) : '';
        };
        void navigate(`/compare?a=${idOf('a')}&b=${idOf('b')}`);
      }}
    >
      <p className="t2 small">
        Which two? A session’s own page leads here from the session most like it; or name both by their ids.
      </p>
      {(['a', 'b'] as const).map((side) => (
        <label className="pick" key={side}>
          {side.toUpperCase()}
          <input
            className="words"
            name={side}
            defaultValue={side === 'a' ? a : b}
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="session id"
          />
        </label>
      ))}
      <button type="submit" className="btn">
        Compare
      </button>
    </form>
  );
}

function Comparison({ a, b }: { readonly a: string; readonly b: string }) {
  const query = useQuery(comparisonQuery(a, b));
  return (
    <QueryBody query={query} what="The comparison" height={500}>
      {(data) => <Content data={data} />}
    </QueryBody>
  );
}

function Content({ data }: { readonly data: SessionComparison }) {
  const { a, b, steps, similarity } = data;
  const alignment = alignSteps(data);
  return (
    <>
      <section className="shead" aria-label="Comparison">
        <div className="sh1">
          <h2>{describeComparison(alignment.divergenceAt, data)}</h2>
          <div className="right">
            <Link
              className="btn sm"
              to={`/compare?a=${encodeURIComponent(b.id)}&b=${encodeURIComponent(a.id)}`}
              replace
            >
              Swap A, B
            </Link>
            <CopyButton text={window.location.href} label="Copy link" />
          </div>
        </div>
        <p className="t3 small">{formatPercent(similarity)} of what they did, both did.</p>
      </section>
      <div className="sheet">
        <Side letter="A" session={a} version={steps.a.version} />
        <Side letter="B" session={b} version={steps.b.version} />
        <Panel title="Step by step" about="aligned by place; pale is alike" span="c8 md-c12">
          <Steps rows={alignment.rows} divergenceAt={alignment.divergenceAt} />
          {steps.a.steps_left_out + steps.b.steps_left_out > 0 && (
            <p className="t3 small">
              Not listed: {formatPlural(steps.a.steps_left_out, 'step')} of A, {formatCount(steps.b.steps_left_out)} of
              B.
            </p>
          )}
        </Panel>
        <Panel title="In numbers" span="c4 md-c12">
          <Numbers rows={listNumbers(a, b)} />
        </Panel>
      </div>
    </>
  );
}

/** `Alike for 18 steps; then A calls read_file and B edit_file.` */
export function describeComparison(divergenceAt: number, { steps }: Pick<SessionComparison, 'steps'>): string {
  const [a, b] = [steps.a.steps[divergenceAt], steps.b.steps[divergenceAt]];
  if (a === undefined && b === undefined) {
    return steps.a.steps.length === 0 ? 'Neither takes a step.' : `Alike in all ${formatPlural(divergenceAt, 'step')}.`;
  }
  const does = (step: ComparedStep | undefined) => (step === undefined ? 'ends' : `calls ${nameOf(step.name)}`);
  const then =
    a?.name === b?.name ? `both call ${nameOf(a?.name ?? '')}, with other values` : `A ${does(a)} and B ${does(b)}`;
  return divergenceAt === 0
    ? `They differ from the first step: ${then}.`
    : `Alike for ${formatPlural(divergenceAt, 'step')}; then ${then}.`;
}

interface SideProps {
  readonly letter: 'A' | 'B';
  readonly session: Session;
  readonly version: string | null;
}

function Side({ letter, session, version }: SideProps) {
  return (
    <section className="panel c6 who" aria-label={letter}>
      <b className="wl">{letter}</b>
      <div>
        <Link className="wt" to={sessionPath(session.id)} title={nameOf(session.title ?? session.id)}>
          {nameOf(session.title ?? session.id)}
        </Link>
        <p className="t3 small num">
          {formatDateTime(parseInstant(session.created_at))} · {nameOf(session.agent_name)}
          {version !== null && <> {nameOf(version)}</>}
        </p>
      </div>
    </section>
  );
}

function listNumbers(a: Session, b: Session): NumberRow[] {
  return [
    compareNumber('Duration', { a: a.duration_ms, b: b.duration_ms }, formatDuration),
    compareNumber('Model calls', { a: a.message_count, b: b.message_count }, formatCount),
    compareNumber('Tool calls', { a: a.tool_uses, b: b.tool_uses }, formatCount),
    compareNumber('Errors', { a: a.errors, b: b.errors }, formatCount),
    compareNumber('Tokens', { a: a.total_tokens, b: b.total_tokens }, formatTokens),
    compareNumber('Cost', { a: a.cost_usd, b: b.cost_usd }, formatUsd),
  ];
}

function Numbers({ rows }: { readonly rows: readonly NumberRow[] }) {
  return (
    <table className="tbl" aria-label="In numbers">
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">Number</span>
          </th>
          <th scope="col" className="r">
            A
          </th>
          <th scope="col" className="r">
            B
          </th>
          <th scope="col" className="r">
            Factor
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, a, b, factor, larger }) => (
          <tr key={label}>
            <td className="t2">{label}</td>
            <td className="r">{a}</td>
            <td className="r">{b}</td>
            <td className="r t2">
              {factor === null ? '' : `${larger === 'b' ? 'B' : 'A'} ${factor.toFixed(factor < 10 ? 1 : 0)}×`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ROWS_SHOWN = 40;
const RELATIONS = { alike: '=', similar: '≈', differs: '≠' } as const;

function Steps({ rows, divergenceAt }: { readonly rows: readonly PairRow[]; readonly divergenceAt: number }) {
  const [isWhole, setWhole] = useState(false);
  // What is alike folds away but for its end; what follows is cut where it is long.
  const first = isWhole ? 0 : Math.max(divergenceAt - 4, 0);
  const shown = isWhole ? rows : rows.slice(first, first + ROWS_SHOWN);
  if (rows.length === 0) return <p className="nothing">Neither session calls a tool.</p>;
  return (
    <>
      <table className="tbl cmp" aria-label="Steps">
        <thead>
          <tr>
            <th scope="col">A</th>
            <th scope="col" className="cn">
              Step
            </th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && (
            <tr className="same">
              <td colSpan={3}>{formatPlural(first, 'step')} before are alike</td>
            </tr>
          )}
          {shown.map(({ number, a, b, relation }, index) => {
            const at = first + index;
            return (
              <tr key={number} className={at < divergenceAt ? 'same' : at === divergenceAt ? 'dvg' : undefined}>
                <td>
                  <Step step={a} />
                </td>
                <td className="num cn">
                  {formatCount(number)} <b aria-label={relation}>{RELATIONS[relation]}</b>
                </td>
                <td>
                  <Step step={b} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {(shown.length < rows.length || isWhole) && rows.length > ROWS_SHOWN && (
        <button type="button" className="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show what is around the difference' : `show all ${formatCount(rows.length)} rows`}
        </button>
      )}
    </>
  );
}

function Step({ step }: { readonly step: ComparedStep | null }) {
  if (step === null) return <span className="t3">–</span>;
  const { name, provenance, failed, duration_ms } = step;
  return (
    <span className="cstep" title={describeOrigin(provenance)}>
      <Mark name={failed ? 'error' : 'tool'} size={11} label={failed ? 'failed' : 'tool'} />
      <code className="trunc">{nameOf(name)}</code>
      <span className="num t3">{duration_ms === null ? '' : formatDuration(duration_ms)}</span>
    </span>
  );
}
