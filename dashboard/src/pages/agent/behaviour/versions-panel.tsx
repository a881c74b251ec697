/** The versions an agent ran as, and what changed from one to another where chance does not explain it. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';

import type { AgentVersions, VersionDiff } from '../../../../../collector/operations/contract.ts';
import { versionDiffQuery, versionsQuery } from '../../../api/queries.ts';
import { formatCount, formatPlural } from '../../../format/count.ts';
import { formatProbability } from '../../../format/probability.ts';
import { formatDateTime, parseInstant } from '../../../format/time.ts';
import { nameOf, passageOf } from '../../../format/text-of.ts';
import { QueryBody, QueryPanel } from '../../../ui/panel.tsx';
import { formatFigure } from '../checks/read-evidence.ts';
import { choosePair, describeEffect, nameFamily } from './version-rows.ts';

type Version = AgentVersions['versions'][number];

export function VersionsPanel({ agentId, span }: { readonly agentId: string; readonly span: string }) {
  const query = useQuery(versionsQuery(agentId));
  const [params, setParams] = useSearchParams();
  const versions = query.data?.versions ?? [];
  const pair = choosePair(versions, { older: params.get('older'), newer: params.get('newer') });
  const setPair = (chosen: { readonly older: string; readonly newer: string } | null) => {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        for (const side of ['older', 'newer'] as const) {
          if (chosen === null) next.delete(side);
          else next.set(side, chosen[side]);
        }
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  return (
    <QueryPanel
      title="Versions"
      about="what changed from one to the next, where chance does not explain it"
      span={span}
      query={query}
      empty={(data) =>
        data.versions.length === 0 ? <p>No session of this agent says which version it ran as.</p> : null
      }
    >
      {(data) => (
        <>
          <VersionTable versions={data.versions} pair={pair} onPair={setPair} />
          {pair !== null && <Diff agentId={agentId} pair={pair} />}
        </>
      )}
    </QueryPanel>
  );
}

interface VersionTableProps {
  readonly versions: readonly Version[];
  readonly pair: { readonly older: string; readonly newer: string } | null;
  readonly onPair: (pair: { readonly older: string; readonly newer: string } | null) => void;
}

function VersionTable({ versions, pair, onPair }: VersionTableProps) {
  return (
    <table className="tbl ver" aria-label="Versions">
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col" className="r">
            Sessions
          </th>
          <th scope="col" className="r vfs">
            First session ended
          </th>
          <th scope="col" className="r">
            Last session ended
          </th>
          <th scope="col" className="r">
            What changed
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, sessions, first_ended, last_ended }, index) => {
          const before = versions[index + 1]?.version;
          const isShown = pair !== null && pair.newer === version && pair.older === before;
          return (
            <tr key={version} className={isShown ? 'sel' : undefined}>
              <td className="mono name">{nameOf(version)}</td>
              <td className="r">{formatCount(sessions)}</td>
              <td className="r vfs">{formatDateTime(parseInstant(first_ended))}</td>
              <td className="r">{formatDateTime(parseInstant(last_ended))}</td>
              <td className="r">
                {before === undefined ? (
                  <span className="t3">the first</span>
                ) : (
                  <button
                    type="button"
                    className="btn sm"
                    aria-pressed={isShown}
                    onClick={() => onPair(isShown ? null : { older: before, newer: version })}
                  >
                    {isShown ? 'Hide' : 'Compare'} <span className="vh">{nameOf(`${version} with ${before}`)}</span>
                  </button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface DiffProps {
  readonly agentId: string;
  readonly pair: { readonly older: string; readonly newer: string };
}

function Diff({ agentId, pair }: DiffProps) {
  const query = useQuery(versionDiffQuery(agentId, pair));
  return (
    <section className="diff" aria-label={nameOf(`What changed from ${pair.older} to ${pair.newer}`)}>
      <QueryBody query={query} what="The comparison" height={120}>
        {(diff) => <DiffBody diff={diff} />}
      </QueryBody>
    </section>
  );
}

function DiffBody({ diff }: { readonly diff: VersionDiff }) {
  const { older, newer, sentences, changes, tests } = diff;
  return (
    <>
      <h3 className="sect">
        {nameOf(newer.version)} against {nameOf(older.version)}{' '}
        <span className="t3">
          {formatPlural(newer.compared, 'session')} against {formatCount(older.compared)}
        </span>
      </h3>
      <ul className="todo">
        {sentences.map((text, index) => (
          <li key={index}>{passageOf(text)}</li>
        ))}
      </ul>
      {changes.length > 0 && (
        <table className="tbl" aria-label="Changes">
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col" className="vfs">
                Of
              </th>
              <th scope="col" className="r">
                Before
              </th>
              <th scope="col" className="r">
                After
              </th>
              <th scope="col" className="r">
                Effect
              </th>
              <th scope="col" className="r">
                p
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change, index) => (
              <tr key={index}>
                <td className="mono name">{nameOf(change.subject)}</td>
                <td className="t2 vfs">{nameFamily(change.family)}</td>
                <td className="r">{formatFigure(change.older)}</td>
                <td className="r">{formatFigure(change.newer)}</td>
                <td className="r">{describeEffect(change)}</td>
                <td className="r t2">{formatProbability(change.adjusted_probability)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {tests.length > 0 && (
        <p className="t3 small">
          Asked, with p corrected for {formatPlural(tests.length, 'question')}:{' '}
          {tests.map(({ family, adjusted_probability, is_significant }, index) => (
            <span key={family} className={is_significant ? 't1' : undefined}>
              {index > 0 && ', '}
              {nameFamily(family).toLowerCase()} {formatProbability(adjusted_probability)}
            </span>
          ))}
          .
        </p>
      )}
    </>
  );
}
