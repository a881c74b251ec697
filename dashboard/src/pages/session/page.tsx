/** One session: the tape, below it the transcript, the waterfall or what analyses say, and the chosen span beside it. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';

import type { SessionDetail } from '../../../../collector/operations/contract.ts';
import { ApiError } from '../../api/client.ts';
import { findingListQuery, sessionQuery } from '../../api/queries.ts';
import { formatCount } from '../../format/count.ts';
import { Page } from '../../frame/page.tsx';
import { useShortcuts } from '../../frame/shortcuts.tsx';
import { Mark } from '../../ui/mark.tsx';
import type { MarkName } from '../../ui/mark-paths.ts';
import { QueryBody } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useNow } from '../../ui/use-now.ts';
import { BehaviourView } from './behaviour/behaviour-view.tsx';
import { listFindingMarks } from './behaviour/finding-marks.ts';
import { SessionHead } from './head.tsx';
import { Side, useSideWidth } from './span-panel/side.tsx';
import { SpanPanel } from './span-panel/span-panel.tsx';
import { Strip } from './strip.tsx';
import { buildSteps } from './transcript/steps.ts';
import { Transcript } from './transcript/transcript.tsx';
import { buildTree, type SessionTree, type SpanNode } from './tree.ts';
import { buildRows } from './waterfall/rows.ts';
import { Waterfall } from './waterfall/waterfall.tsx';

const TABS = [
  { id: 'transcript', label: 'Transcript', hint: '1' },
  { id: 'waterfall', label: 'Waterfall', hint: '2' },
  { id: 'behaviour', label: 'Behaviour', hint: '3' },
] as const;

/** More findings about one session are a list of their own. */
const FINDINGS_SHOWN = 50;

type TabId = (typeof TABS)[number]['id'];

const CRUMBS = [{ title: 'Sessions', to: '/sessions' }];

export default function SessionPage() {
  const id = useParams()['id'] ?? '';
  const query = useQuery(sessionQuery(id));
  const session = query.data?.session;
  const missing = query.error instanceof ApiError && query.error.status === 404 && query.data === undefined;
  return (
    <Page title={id} documentTitle={session?.title ?? id} crumbs={CRUMBS}>
      {missing ? (
        <div className="nothing pad">
          <p>There is no session with this id. It may have been pruned, or never arrived.</p>
          <Link className="btn" to="/sessions">
            All sessions
          </Link>
        </div>
      ) : (
        <QueryBody query={query} what="This session" height={500}>
          {(data) => <Content key={id} data={data} />}
        </QueryBody>
      )}
    </Page>
  );
}

function Content({ data }: { readonly data: SessionDetail }) {
  const { session, timeline } = data;
  const isActive = session.status === 'active';
  const now = useNow(isActive ? 1000 : 60_000);
  const tree = useMemo(() => buildTree(timeline, { nowMs: isActive ? now : undefined }), [timeline, isActive, now]);
  const { tab, setTab, spanId, setSpan } = useView();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [width, setWidth] = useSideWidth();
  const steps = useMemo(() => buildSteps(tree, folded), [tree, folded]);
  const rows = useMemo(() => buildRows(tree.roots, folded), [tree, folded]);
  const hasToolSpans = useMemo(() => [...tree.nodes.values()].some(({ group }) => group === 'tool'), [tree]);
  const selected = useMemo(() => {
    return spanId === null ? null : ([...tree.nodes.values()].find((node) => node.spanId === spanId) ?? null);
  }, [tree, spanId]);

  const findings = useQuery(findingListQuery({ sessionId: session.id, limit: FINDINGS_SHOWN, offset: 0 }));
  const marks = useMemo(
    () => listFindingMarks({ sessionId: session.id, findings: findings.data?.findings ?? [], tree }),
    [session.id, findings.data, tree],
  );
  const open = findings.data?.findings.filter(({ status }) => status === 'open').length ?? 0;

  const order = useMemo(
    () =>
      tab === 'waterfall'
        ? rows.map(({ node }) => node)
        : steps.filter(({ type }) => type !== 'turn').map(({ node }) => node),
    [tab, rows, steps],
  );
  const position = selected === null ? -1 : order.indexOf(selected);
  const select = useCallback((node: SpanNode) => setSpan(node.spanId), [setSpan]);
  const close = () => setSpan(null);
  const move = (step: 1 | -1) => {
    const next = order[position === -1 ? (step === 1 ? 0 : order.length - 1) : position + step];
    if (next !== undefined) select(next);
  };
  const fold = useCallback((key: string, isFolded: boolean) => {
    setFolded((old) => {
      const next = new Set(old);
      if (isFolded) next.add(key);
      else next.delete(key);
      return next;
    });
  }, []);
  useShortcuts([
    { keys: 'j', label: 'Next span', group: 'Session', run: () => move(1) },
    { keys: 'k', label: 'Previous span', group: 'Session', run: () => move(-1) },
    { keys: '1', label: 'Transcript', group: 'Session', run: () => setTab('transcript') },
    { keys: '2', label: 'Waterfall', group: 'Session', run: () => setTab('waterfall') },
    { keys: '3', label: 'Behaviour', group: 'Session', run: () => setTab('behaviour') },
    { keys: 'Escape', label: 'Close the span', group: 'Session', run: close },
  ]);

  return (
    <>
      <SessionHead session={session} now={now} />
      <Strip tree={tree} marks={marks} selected={selected} onSelect={select} />
      <div className="tabs">
        <Tabs
          label="View"
          className="tl"
          tabs={TABS.map((one) => (one.id === 'behaviour' && open > 0 ? { ...one, count: open } : one))}
          value={tab}
          onChange={setTab}
        />
        <div className="right">{tab === 'waterfall' && <KindLegend tree={tree} />}</div>
      </div>
      {data.next_cursor !== null && (
        <p className="bline memo">
          The first {formatCount(timeline.length)} of {formatCount(session.span_count)} spans are shown.
        </p>
      )}
      <div
        className="split"
        style={selected === null ? undefined : { gridTemplateColumns: `minmax(0, 1fr) ${width}px` }}
      >
        <div className="view" role="tabpanel" aria-label={tab}>
          {tab === 'behaviour' ? (
            <BehaviourView session={session} findings={findings} onSpan={setSpan} />
          ) : timeline.length === 0 ? (
            <p className="nothing pad">Its spans are no longer stored.</p>
          ) : tab === 'waterfall' ? (
            <Waterfall tree={tree} rows={rows} selected={selected?.key ?? null} onSelect={select} onFold={fold} />
          ) : (
            <Transcript
              sessionId={session.id}
              steps={steps}
              selected={selected?.key ?? null}
              hasToolSpans={hasToolSpans}
              onSelect={select}
              onFold={fold}
            />
          )}
        </div>
        {selected !== null && (
          <Side width={width} onWidth={setWidth}>
            <SpanPanel
              key={selected.key}
              sessionId={session.id}
              node={selected}
              tree={tree}
              position={position + 1}
              count={order.length}
              onMove={move}
              onSelect={select}
              onClose={close}
            />
          </Side>
        )}
      </div>
    </>
  );
}

/** The URL says which tab and which span, so that a link shows the same. */
function useView() {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (name: string, value: string | null) => {
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true, preventScrollReset: true },
      );
    },
    [setParams],
  );
  const tab: TabId = TABS.find(({ id }) => id === params.get('view'))?.id ?? 'transcript';
  const setTab = useCallback((id: TabId) => change('view', id === 'transcript' ? null : id), [change]);
  const setSpan = useCallback((id: string | null) => change('span', id), [change]);
  return { tab, setTab, spanId: params.get('span'), setSpan };
}

const LEGEND: readonly { readonly name: MarkName; readonly label: string }[] = [
  { name: 'llm', label: 'model' },
  { name: 'tool', label: 'tool' },
  { name: 'retrieval', label: 'retrieval' },
  { name: 'agent', label: 'agent' },
  { name: 'guardrail', label: 'guardrail' },
];

/** The kinds of this session alone: five words that explain nothing on the page are in the way. */
function KindLegend({ tree }: { readonly tree: SessionTree }) {
  const nodes = [...tree.nodes.values()];
  const groups = new Set<MarkName>(nodes.map(({ group }) => group));
  const hasFirstToken = nodes.some(({ item }) => (item?.time_to_first_token_ms ?? null) !== null);
  return (
    <p className="legend kl">
      {LEGEND.filter(({ name }) => groups.has(name)).map(({ name, label }) => (
        <span key={name}>
          <Mark name={name} size={11} /> {label}
        </span>
      ))}
      <span>
        <i className="cpi" />
        critical path
      </span>
      {hasFirstToken && (
        <span>
          <i className="tti" />
          first token
        </span>
      )}
    </p>
  );
}
