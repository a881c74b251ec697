/** One check opened: what was measured against what, where it is to be seen, what to do, which frameworks know it. */
import { Link } from 'react-router';

import { formatCount } from '../../../format/count.ts';
import { nameOf, passageOf } from '../../../format/text-of.ts';
import { FrameworkBadges } from '../../../ui/framework-badges.tsx';
import { sessionPath } from '../../../ui/session-table.tsx';
import type { CheckLine } from './group-checks.ts';
import { readEvidence, readThresholds, type EvidenceList, type NamedFact } from './read-evidence.ts';

const PLACES_SHOWN = 6;

export function CheckDetails({ line: { check, definition } }: { readonly line: CheckLine }) {
  const { reason, lists, facts } = readEvidence(check.evidence);
  const isFinding = check.status === 'warning' || check.status === 'critical';
  return (
    <div className="ckd">
      <section>
        <p className="why">{passageOf(check.description)}</p>
        <dl className="kv">
          <dt>Measured</dt>
          <dd className="num">
            {nameOf(check.value)}
            {reason !== null && <em> {passageOf(reason)}</em>}
          </dd>
          <FactRows facts={facts} />
        </dl>
        {definition !== undefined && <Thresholds facts={readThresholds(definition.thresholds)} />}
      </section>
      <section>
        {lists.map((list) => (
          <Places key={list.name} list={list} />
        ))}
        {check.recommendations.length > 0 && (
          <>
            <h4 className="sect">What to do</h4>
            <ul className="todo">
              {check.recommendations.map((text, index) => (
                <li key={index}>{passageOf(text)}</li>
              ))}
            </ul>
          </>
        )}
        {isFinding && (
          <p className="small">
            <Link
              className="link"
              to={`/findings?agent=${encodeURIComponent(check.agent_id)}&check=${encodeURIComponent(check.check_type)}`}
            >
              Its finding: mute or resolve it there
            </Link>
          </p>
        )}
        {definition !== undefined && (
          <>
            <h4 className="sect">Frameworks</h4>
            <FrameworkBadges frameworks={definition.frameworks} names={definition.framework_names} />
          </>
        )}
      </section>
    </div>
  );
}

function FactRows({ facts }: { readonly facts: readonly NamedFact[] }) {
  return facts.map(({ name, text }) => (
    <div className="kvr" key={name}>
      <dt>{name}</dt>
      <dd className="num">{text}</dd>
    </div>
  ));
}

function Thresholds({ facts }: { readonly facts: readonly NamedFact[] }) {
  if (facts.length === 0) return null;
  return (
    <>
      <h4 className="sect">
        Limits <span className="t3">as configured</span>
      </h4>
      <dl className="kv">
        {facts.map(({ name, text }) => (
          <div className="kvr" key={name}>
            <dt className="mono">{name}</dt>
            <dd className="num">{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Places({ list: { name, places } }: { readonly list: EvidenceList }) {
  const columns = [...new Set(places.flatMap(({ facts }) => facts.map((fact) => fact.name)))].slice(0, 3);
  const shown = places.slice(0, PLACES_SHOWN);
  return (
    <>
      <h4 className="sect">
        Evidence <span className="t3">{name}</span>
      </h4>
      <table className="tbl evt">
        <thead>
          <tr>
            <th scope="col">Session</th>
            {columns.map((column) => (
              <th scope="col" className="r" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ sessionId, spanId, facts }, index) => (
            <tr key={index}>
              <td className="mono name">
                <Link to={spanId === null ? sessionPath(sessionId) : `${sessionPath(sessionId)}?span=${spanId}`}>
                  {nameOf(sessionId)}
                </Link>
                {spanId !== null && <span className="t3"> one call</span>}
              </td>
              {columns.map((column) => (
                <td className="r" key={column}>
                  {facts.find((fact) => fact.name === column)?.text ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {places.length > shown.length && <p className="t3 small">and {formatCount(places.length - shown.length)} more</p>}
    </>
  );
}
