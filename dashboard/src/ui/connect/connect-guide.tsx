/** How to get spans in: what the empty overview shows, and the Connect page at any time. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { dashboardQuery } from '../../api/queries.ts';
import { formatCount } from '../../format/count.ts';
import { CopyButton } from '../copy-button.tsx';
import { Icon } from '../icon.tsx';
import { Mark } from '../mark.tsx';
import { sessionPath } from '../session-table.tsx';
import { buildGuides } from './snippets.ts';
import { WaitBox } from './wait-box.tsx';
import { nameOf, oneLine } from '../../format/text-of.ts';

const TITLE_LENGTH = 60;
const ENDPOINT_DEFAULT = 'http://localhost:4318';

export function ConnectGuide({ isWaiting = false }: { readonly isWaiting?: boolean }) {
  const { data } = useQuery(dashboardQuery);
  const [params, setParams] = useSearchParams();
  // Ids and times of this visit: the same snippet pasted twice gives one session, not two.
  const [ids] = useState(() => ({ traceId: randomHex(16), spanId: randomHex(8), nowMs: Date.now() }));
  const doors = data?.doors ?? [];
  const endpoint = doors.find(({ receiver }) => receiver === 'OTLP/HTTP')?.url ?? ENDPOINT_DEFAULT;
  const guides = buildGuides({ endpoint, ...ids });
  const guide = guides.find(({ id }) => id === params.get('run')) ?? guides[0];
  const choose = (id: string) => {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.set('run', id);
        return next;
      },
      { replace: true },
    );
  };
  return (
    <>
      <WaitBox isWaiting={isWaiting} dashboard={data} />
      <div className="con">
        <section className="cpick" aria-label="What do you run?">
          <h2 className="sect">What do you run?</h2>
          <ul>
            {guides.map(({ id, title }) => (
              <li key={id}>
                <button type="button" aria-current={id === guide?.id ? 'true' : undefined} onClick={() => choose(id)}>
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </section>
        <section className="csnip" aria-label={guide?.title}>
          <header className="ph">
            <h2>{guide?.title}</h2>
            <p>{guide?.about}</p>
          </header>
          {guide?.snippets.map(({ title, text }, index) => (
            <section className="snip" key={title}>
              <header className="snh">
                <span className="no">{index + 1}</span>
                <b>{title}</b>
                <CopyButton text={text} />
              </header>
              <pre className="mono" tabIndex={0}>
                {text}
              </pre>
            </section>
          ))}
        </section>
        <aside className="cside" aria-label="This collector">
          <section>
            <h2 className="sect">Doors</h2>
            {doors.length === 0 ? (
              <p className="why">
                {data === undefined ? 'Being read.' : 'No receiver is open; see the configuration.'}
              </p>
            ) : (
              <ul className="doors">
                {doors.map(({ receiver, url }) => (
                  <li key={url}>
                    <Mark name="ok" size={11} label="open" />
                    <b className="mono">{url.replace(/^https?:\/\//, '')}</b>
                    <span>{receiver.replace('/', ' over ')}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section>
            <h2 className="sect">Or look around first</h2>
            <p className="why">
              <code>npm run demo</code> plays agents through the real SDK: a support desk, a research team, a coding
              agent in a loop, an inbox under attack. No key, no network.
            </p>
            <CopyButton text="npm run demo" label="Copy npm run demo" />
          </section>
          {data !== undefined && data.latest_session !== null && !isWaiting && (
            <section>
              <h2 className="sect">Came in last</h2>
              <p className="why">
                <Link className="link" to={sessionPath(data.latest_session.id)}>
                  {oneLine(data.latest_session.title ?? data.latest_session.id, TITLE_LENGTH)}
                </Link>{' '}
                of {nameOf(data.latest_session.agent_name)}; {formatCount(data.sessions_count)} sessions in all.
              </p>
            </section>
          )}
          <section className="quiet">
            <p>
              <Icon name="lock" size={13} /> Nothing leaves this machine unless an exporter in the configuration says
              so.
            </p>
          </section>
        </aside>
      </div>
    </>
  );
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
