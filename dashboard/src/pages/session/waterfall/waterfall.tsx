/**
 * The waterfall. The page scrolls, not a box in it: the canvas sticks under the top bar and draws the rows that are in sight.
 * A tree grid with the same rows lies beneath it for the keyboard and for readers who do not see.
 */
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';

import { formatTokens } from '../../../format/count.ts';
import { formatDuration, formatOffset } from '../../../format/duration.ts';
import { formatUsd } from '../../../format/money.ts';
import { labelOf, shortNameOf } from '../../../ui/kind.ts';
import { sumSubtree } from '../totals.ts';
import type { SessionTree, SpanNode } from '../tree.ts';
import { useCanvas, type Surface } from '../use-canvas.ts';
import { findCriticalPath } from './critical-path.ts';
import {
  drawWaterfall,
  indentOf,
  rowAt,
  RULER_HEIGHT,
  ROW_HEIGHT,
  visibleRows,
  type RowTotals,
} from './draw-waterfall.ts';
import { moveByKey, type WaterfallRow } from './rows.ts';
import { nameOf } from '../../../format/text-of.ts';

export interface WaterfallProps {
  readonly tree: SessionTree;
  readonly rows: readonly WaterfallRow[];
  readonly selected: string | null;
  readonly onSelect: (node: SpanNode) => void;
  readonly onFold: (key: string, isFolded: boolean) => void;
}

export function Waterfall({ tree, rows, selected, onSelect, onFold }: WaterfallProps) {
  const box = useRef<HTMLDivElement>(null);
  const [pointer, setPointer] = useState<{ x: number; y: number } | null>(null);
  const { scrolled, height } = useScrolled(box);
  const totalsOf = useTotals(tree);
  const criticalPath = useMemo(() => findCriticalPath(tree.roots), [tree]);
  const view = useMemo(
    () => ({ tree, rows, totalsOf, criticalPath, selected, scrolled, pointer }),
    [tree, rows, totalsOf, criticalPath, selected, scrolled, pointer],
  );
  const draw = useCallback((surface: Surface) => drawWaterfall(surface, view), [view]);
  const { ref } = useCanvas(draw);
  const [first, last] = visibleRows(view, height);
  useEffect(() => {
    const index = rows.findIndex(({ node }) => node.key === selected);
    if (index !== -1 && box.current !== null) scrollToRow(box.current, index);
    // Only a new selection scrolls: a reader who scrolled away stays there when rows arrive.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = moveByKey(event.key, rows, selected);
    if (move === null) return;
    event.preventDefault();
    if (move.fold !== undefined) onFold(move.fold, true);
    if (move.unfold !== undefined) onFold(move.unfold, false);
    const target = move.select === undefined ? undefined : tree.nodes.get(move.select);
    if (target !== undefined) onSelect(target);
  };
  const placeOf = (event: PointerEvent<HTMLCanvasElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const onPress = (event: PointerEvent<HTMLCanvasElement>) => {
    const { x, y } = placeOf(event);
    const row = rowAt(y, view);
    if (row === null) return;
    const twisty = indentOf(row.depth);
    if (row.node.children.length > 0 && x >= twisty - 12 && x <= twisty + 10) onFold(row.node.key, row.isOpen);
    else onSelect(row.node);
  };
  return (
    <div className="wf" ref={box} style={{ height: RULER_HEIGHT + rows.length * ROW_HEIGHT + 24 }}>
      <canvas
        ref={ref}
        className="wfcanvas"
        style={{ height }}
        aria-hidden="true"
        onPointerMove={(event) => setPointer(placeOf(event))}
        onPointerLeave={() => setPointer(null)}
        onPointerDown={onPress}
      />
      <div
        className="wftwin"
        role="treegrid"
        aria-label="Waterfall"
        aria-rowcount={rows.length}
        aria-activedescendant={selected === null ? undefined : `wf-${selected}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {rows.slice(first, last).map((row, index) => (
          <TwinRow
            key={row.node.key}
            row={row}
            index={first + index}
            isSelected={row.node.key === selected}
            isCritical={criticalPath.has(row.node)}
            totals={totalsOf(row.node)}
          />
        ))}
      </div>
    </div>
  );
}

interface TwinRowProps {
  readonly row: WaterfallRow;
  readonly index: number;
  readonly isSelected: boolean;
  readonly isCritical: boolean;
  readonly totals: RowTotals;
}

function TwinRow({
  row: { node, depth, isOpen, position, siblings },
  index,
  isSelected,
  isCritical,
  totals,
}: TwinRowProps) {
  const { item, isRunning } = node;
  const status = isRunning ? 'running' : (item?.status ?? '');
  return (
    <div
      role="row"
      id={`wf-${node.key}`}
      aria-rowindex={index + 1}
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isSelected}
      aria-expanded={node.children.length === 0 ? undefined : isOpen}
    >
      <span role="gridcell">
        {item === null ? 'parent not seen yet' : `${labelOf(node.group)} ${nameOf(shortNameOf(item))}`}
      </span>
      <span role="gridcell">{[status, ...(isCritical ? ['on the critical path'] : [])].join(', ')}</span>
      <span role="gridcell">{formatOffset(node.startMs)}</span>
      <span role="gridcell">{formatDuration(node.endMs - node.startMs)}</span>
      <span role="gridcell">{totals.tokens === null ? '' : `${formatTokens(totals.tokens)} tokens`}</span>
      <span role="gridcell">{totals.tokens === null ? '' : formatUsd(totals.costUsd)}</span>
    </div>
  );
}

/** How far the page is scrolled into the box, and how much of the window is left for it. */
function useScrolled(box: { readonly current: HTMLDivElement | null }) {
  const [place, setPlace] = useState({ scrolled: 0, height: 400 });
  useEffect(() => {
    const read = () => {
      const element = box.current;
      if (element === null) return;
      const { top, height } = element.getBoundingClientRect();
      const { header, footer } = readFrame();
      const scrolled = Math.max(header - top, 0);
      const room = Math.max(Math.min(window.innerHeight - header - footer, height), 80);
      setPlace((old) => (old.scrolled === scrolled && old.height === room ? old : { scrolled, height: room }));
    };
    read();
    window.addEventListener('scroll', read, { passive: true });
    window.addEventListener('resize', read);
    const observer = new ResizeObserver(read);
    if (box.current !== null) observer.observe(box.current);
    return () => {
      window.removeEventListener('scroll', read);
      window.removeEventListener('resize', read);
      observer.disconnect();
    };
  }, [box]);
  return place;
}

const HEADER_PX = 48;
const FOOTER_PX = 52;
const NARROW_PX = 720;

function readFrame() {
  return { header: HEADER_PX, footer: window.innerWidth < NARROW_PX ? FOOTER_PX : 0 };
}

function scrollToRow(box: HTMLElement, index: number): void {
  const { header, footer } = readFrame();
  const top = box.getBoundingClientRect().top + RULER_HEIGHT + index * ROW_HEIGHT;
  const least = header + RULER_HEIGHT;
  const most = window.innerHeight - footer - ROW_HEIGHT;
  if (top < least) window.scrollBy({ top: top - least - ROW_HEIGHT });
  else if (top > most) window.scrollBy({ top: top - most + ROW_HEIGHT });
}

/** Of each sub-tree, summed when its row is first seen: most rows of a long session never are. */
function useTotals(tree: SessionTree): (node: SpanNode) => RowTotals {
  return useMemo(() => rememberTotals(tree), [tree]);
}

function rememberTotals(tree: SessionTree): (node: SpanNode) => RowTotals {
  const known = new Map<string, RowTotals>();
  const max = tree.nodes.size;
  return (node) => {
    const found = known.get(node.key);
    if (found !== undefined) return found;
    const { modelCalls, tokens, costUsd } = sumSubtree(node);
    const totals = modelCalls === 0 && tokens === 0 ? { tokens: null, costUsd: null } : { tokens, costUsd };
    if (known.size < max) known.set(node.key, totals);
    return totals;
  };
}
