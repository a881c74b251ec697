/** One span whole, beside the session: what it is, what went in and out, its attributes as received, its bytes as JSON. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { SpanDetail } from '../../../../../collector/operations/contract.ts';
import { spanQuery } from '../../../api/queries.ts';
import { formatCount } from '../../../format/count.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { QueryBody } from '../../../ui/panel.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import type { SessionTree, SpanNode } from '../tree.ts';
import { Attributes } from './attributes.tsx';
import { InputOutput } from './input-output.tsx';
import { RawOtlp } from './raw-otlp.tsx';
import { Summary } from './summary.tsx';
import { nameOf } from '../../../format/text-of.ts';

export interface SpanPanelProps {
  readonly sessionId: string;
  readonly node: SpanNode;
  readonly tree: SessionTree;
  /** Place among what the view shows, from 1; 0 where the view leaves it out. */
  readonly position: number;
  readonly count: number;
  readonly onMove: (step: 1 | -1) => void;
  readonly onSelect: (node: SpanNode) => void;
  readonly onClose: () => void;
}

type PanelTab = 'summary' | 'contents' | 'attributes' | 'raw';

export function SpanPanel({ sessionId, node, tree, position, count, onMove, onSelect, onClose }: SpanPanelProps) {
  const [tab, setTab] = useState<PanelTab>('summary');
  const query = useQuery({ ...spanQuery(sessionId, node.spanId), enabled: node.item !== null });
  const name = nameOf(node.item?.name ?? 'not seen yet');
  return (
    <>
      <header className="sidehead">
        <Mark name={node.item?.status === 'error' ? 'error' : node.group} size={13} />
        <h2 className="mono trunc" title={name}>
          {name}
        </h2>
        <div className="right">
          {position > 0 && (
            <span className="t3 small num">
              {formatCount(position)} of {formatCount(count)}
            </span>
          )}
          <button
            type="button"
            className="ib key"
            aria-label="Previous span"
            title="Previous (k)"
            onClick={() => onMove(-1)}
          >
            <kbd>K</kbd>
          </button>
          <button type="button" className="ib key" aria-label="Next span" title="Next (j)" onClick={() => onMove(1)}>
            <kbd>J</kbd>
          </button>
          <button type="button" className="ib" aria-label="Close" title="Close (Esc)" onClick={onClose}>
            <Icon name="close" size={14} />
          </button>
        </div>
      </header>
      {node.item === null ? (
        <p className="why pad">
          Its children named this span as their parent, and it has not arrived: spans are sent when they end.{' '}
          {node.isRunning ? 'It runs still, or it was lost.' : 'It was lost, or runs still.'} When it arrives it takes
          this place.
        </p>
      ) : (
        <>
          <Tabs
            label="Span"
            className="stabs"
            tabs={[
              { id: 'summary', label: 'Summary' },
              { id: 'contents', label: 'Input, output' },
              { id: 'attributes', label: 'Attributes', count: query.data?.attributes.length },
              { id: 'raw', label: 'Raw OTLP' },
            ]}
            value={tab}
            onChange={setTab}
          />
          <div role="tabpanel" aria-label={tab} className="sidebody">
            <QueryBody query={query} what="This span" height={300}>
              {(detail) => <TabBody tab={tab} detail={detail} node={node} tree={tree} onSelect={onSelect} />}
            </QueryBody>
          </div>
        </>
      )}
    </>
  );
}

interface TabBodyProps {
  readonly tab: PanelTab;
  readonly detail: SpanDetail;
  readonly node: SpanNode;
  readonly tree: SessionTree;
  readonly onSelect: (node: SpanNode) => void;
}

function TabBody({ tab, detail, node, tree, onSelect }: TabBodyProps) {
  switch (tab) {
    case 'contents':
      return <InputOutput detail={detail} />;
    case 'attributes':
      return <Attributes detail={detail} />;
    case 'raw':
      return <RawOtlp detail={detail} />;
    default:
      return <Summary detail={detail} node={node} tree={tree} onSelect={onSelect} />;
  }
}
