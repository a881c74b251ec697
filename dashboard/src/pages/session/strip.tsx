/** Draws the tape of the session and lets a point on it be picked. Everything in it is also in the transcript, as text. */
import { useCallback, useMemo, useState, type PointerEvent } from 'react';

import type { FindingMark } from './behaviour/finding-marks.ts';
import { formatPlural } from '../../format/count.ts';
import { formatDuration, formatOffset } from '../../format/duration.ts';
import { createStripes, drawMark, UI_FONT } from './draw-marks.ts';
import { layoutStrip, placeLanes, type StripBar, type StripLayout, type StripPlaces } from './strip-layout.ts';
import type { SessionTree, SpanNode } from './tree.ts';
import { useCanvas, type Surface } from './use-canvas.ts';
import { buildTicks } from './waterfall/scale.ts';

export interface StripProps {
  readonly tree: SessionTree;
  /** On top of the spans that open findings speak of. */
  readonly marks: readonly FindingMark[];
  readonly selected: SpanNode | null;
  readonly onSelect: (node: SpanNode) => void;
}

const LEFT = 58;
const RIGHT = 8;
const AXIS_HEIGHT = 18;
/** Of the line that marks stand in; without any there is none. */
const MARKS_HEIGHT = 14;
const MARK_SIZE = 11;

export function Strip({ tree, marks, selected, onSelect }: StripProps) {
  const layout = useMemo(() => layoutStrip(tree), [tree]);
  const places = useMemo(() => placeLanes(layout), [layout]);
  const [pointerX, setPointerX] = useState<number | null>(null);
  const marksHeight = marks.length === 0 ? 0 : MARKS_HEIGHT;
  const draw = useCallback(
    (surface: Surface) => {
      surface.context.save();
      surface.context.translate(0, marksHeight);
      drawStrip(surface, { tree, layout, places, selected, pointerX });
      surface.context.restore();
      drawFindings(surface, { marks, lengthMs: tree.lengthMs });
    },
    [tree, marks, marksHeight, layout, places, selected, pointerX],
  );
  const { ref } = useCanvas(draw);
  const pick = (event: PointerEvent<HTMLCanvasElement>) => {
    const { left, top, width } = event.currentTarget.getBoundingClientRect();
    const at = { x: event.clientX - left, y: event.clientY - top - marksHeight, width };
    const node = at.y < 0 ? findMarked({ marks, lengthMs: tree.lengthMs }, at) : findBar(layout, at)?.node;
    if (node !== undefined) onSelect(node);
  };
  const moved = (event: PointerEvent<HTMLCanvasElement>) => {
    setPointerX(event.clientX - event.currentTarget.getBoundingClientRect().left);
  };
  return (
    <div className="stripwrap">
      <canvas
        ref={ref}
        className="strip"
        style={{ height: places.base + AXIS_HEIGHT + marksHeight }}
        role="img"
        aria-label={`Session strip: ${formatPlural(layout.bars.length, 'bar')} of agents, model calls and tools over ${formatDuration(tree.lengthMs)}${marks.length === 0 ? '' : `, ${formatPlural(marks.length, 'span')} with findings`}`}
        onPointerMove={moved}
        onPointerLeave={() => setPointerX(null)}
        onPointerDown={pick}
      />
    </div>
  );
}

interface StripView {
  readonly tree: SessionTree;
  readonly layout: StripLayout;
  readonly places: StripPlaces;
  readonly selected: SpanNode | null;
  readonly pointerX: number | null;
}

function drawStrip({ context, width, theme: { token } }: Surface, view: StripView): void {
  const { tree, layout, places, selected, pointerX } = view;
  const { base } = places;
  const plot = width - LEFT - RIGHT;
  const toX = (share: number) => LEFT + share * plot;
  context.font = `11px ${UI_FONT}`;
  context.textBaseline = 'alphabetic';
  for (const { ms, label } of buildTicks(tree.lengthMs, plot, 96)) {
    const x = Math.round(toX(ms / tree.lengthMs)) + 0.5;
    line(context, { x, from: 0, to: base + 2, colour: token('chart-grid') });
    context.fillStyle = token('text-3');
    context.textAlign = ms === 0 ? 'left' : 'center';
    if (x < width - 24 || ms === 0) context.fillText(label, ms === 0 ? x - 0.5 : x, base + AXIS_HEIGHT - 3);
  }
  context.textAlign = 'left';
  context.fillStyle = token('text-3');
  context.textBaseline = 'middle';
  context.fillText('Agents', 0, (places.agents.top + places.model.top - 7) / 2);
  context.fillText('Model', 0, (places.model.top + places.tools.top - 7) / 2);
  context.fillText('Tools', 0, (places.tools.top + base - 7) / 2);
  context.textBaseline = 'alphabetic';
  const stripes = createStripes(context, token('status-error'), token('surface'));
  for (const bar of layout.bars) {
    const { x, y, w, h } = placeBar(bar, { places, toX });
    const failed = bar.node.item?.status === 'error' && bar.lane !== 'agents';
    context.globalAlpha = bar.lane === 'agents' && bar.row > 0 ? 0.6 : 1;
    context.fillStyle = failed ? stripes : token(`kind-${bar.node.group}`);
    context.fillRect(x, y, w, h);
    context.globalAlpha = 1;
    if (bar.node === selected) outline(context, { x, y, w, h, colour: token('ink') });
  }
  context.fillStyle = token('line-3');
  context.fillRect(LEFT, base, plot, 1);
  if (pointerX !== null && pointerX >= LEFT && pointerX <= LEFT + plot) {
    line(context, { x: Math.round(pointerX) + 0.5, from: 0, to: base, colour: token('ink') });
    const text = formatOffset(((pointerX - LEFT) / plot) * tree.lengthMs);
    const textWidth = context.measureText(text).width + 8;
    const x = Math.min(pointerX + 4, width - textWidth);
    context.fillStyle = token('ink');
    context.fillRect(x, base + 4, textWidth, 14);
    context.fillStyle = token('on-ink');
    context.fillText(text, x + 4, base + 15);
  }
}

interface Placing {
  readonly places: StripPlaces;
  readonly toX: (share: number) => number;
}

function placeBar({ lane, row, from, to }: StripBar, { places, toX }: Placing) {
  const x = toX(from);
  // Half a pixel of paper keeps neighbours apart.
  const w = Math.max(toX(to) - x - 0.75, 1.5);
  const { top, rowHeight } = places[lane];
  if (lane === 'agents') return { x, y: top + row * rowHeight, w, h: row === 0 ? 3 : 4 };
  return { x, y: top + row * rowHeight, w, h: rowHeight - 1 };
}

interface MarksView {
  readonly marks: readonly FindingMark[];
  readonly lengthMs: number;
}

/** The earliest on top, where several fall on one place. */
function drawFindings({ context, width, theme: { token } }: Surface, { marks, lengthMs }: MarksView): void {
  const plot = width - LEFT - RIGHT;
  for (const { node, severity } of [...marks].reverse()) {
    const x = LEFT + (node.startMs / lengthMs) * plot - MARK_SIZE / 2;
    drawMark(context, { name: severity, x, y: 1, size: MARK_SIZE, colour: token(`sev-${severity}`) });
  }
}

function findMarked({ marks, lengthMs }: MarksView, at: { readonly x: number; readonly width: number }) {
  const plot = at.width - LEFT - RIGHT;
  const distanceOf = ({ node }: FindingMark) => Math.abs(LEFT + (node.startMs / lengthMs) * plot - at.x);
  return marks.filter((mark) => distanceOf(mark) <= MARK_SIZE).sort((a, b) => distanceOf(a) - distanceOf(b))[0]?.node;
}

const NEAR_PX = 4;

/** The narrowest bar under the pointer: an agent's bar lies behind everything. */
export function findBar(layout: StripLayout, at: { x: number; y: number; width: number }): StripBar | null {
  const places = placeLanes(layout);
  const plot = at.width - LEFT - RIGHT;
  const toX = (share: number) => LEFT + share * plot;
  const hit = layout.bars.filter((bar) => {
    const { x, y, w, h } = placeBar(bar, { places, toX });
    return at.x >= x - NEAR_PX && at.x <= x + w + NEAR_PX && at.y >= y - NEAR_PX && at.y <= y + h + NEAR_PX;
  });
  return hit.reduce<StripBar | null>(
    (best, bar) => (best === null || bar.to - bar.from < best.to - best.from ? bar : best),
    null,
  );
}

interface VerticalLine {
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

function line(context: CanvasRenderingContext2D, { x, from, to, colour }: VerticalLine): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, from);
  context.lineTo(x, to);
  context.stroke();
}

function outline(
  context: CanvasRenderingContext2D,
  { x, y, w, h, colour }: { x: number; y: number; w: number; h: number; colour: string },
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.strokeRect(x - 2, y - 2, w + 4, h + 4);
}
