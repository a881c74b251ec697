/**
 * Draws the rows that can be seen, and no others. Everything is in CSS pixels; the first row begins under the ruler, shifted by
 * how far the page is scrolled.
 */
import { formatTokens } from '../../../format/count.ts';
import { formatDuration, formatOffset } from '../../../format/duration.ts';
import { formatUsd } from '../../../format/money.ts';
import { shortNameOf } from '../../../ui/kind.ts';
import type { MarkName } from '../../../ui/mark-paths.ts';
import { createStripes, drawMark, fitText, UI_FONT } from '../draw-marks.ts';
import type { SessionTree, SpanNode } from '../tree.ts';
import type { Surface } from '../use-canvas.ts';
import type { PathPart } from './critical-path.ts';
import type { WaterfallRow } from './rows.ts';
import { buildTicks } from './scale.ts';

export const ROW_HEIGHT = 24;
export const RULER_HEIGHT = 28;
const INDENT = 14;
const INDENT_MAX = 10;
const RIGHT_PAD = 72;

export interface Columns {
  readonly name: number;
  /** Zero where there is no room for numbers. */
  readonly tokens: number;
  readonly cost: number;
}

export function chooseColumns(width: number): Columns {
  if (width >= 820) return { name: 284, tokens: 56, cost: 78 };
  if (width >= 560) return { name: 210, tokens: 0, cost: 0 };
  return { name: 150, tokens: 0, cost: 0 };
}

export interface RowTotals {
  readonly tokens: number | null;
  readonly costUsd: number | null;
}

export interface WaterfallView {
  readonly tree: SessionTree;
  readonly rows: readonly WaterfallRow[];
  readonly totalsOf: (node: SpanNode) => RowTotals;
  readonly criticalPath: ReadonlyMap<SpanNode, PathPart>;
  readonly selected: string | null;
  readonly scrolled: number;
  readonly pointer: { readonly x: number; readonly y: number } | null;
}

interface Pen extends Surface {
  readonly view: WaterfallView;
  readonly columns: Columns;
  /** Left edge and width of the chart. */
  readonly left: number;
  readonly plot: number;
  readonly stripes: CanvasPattern | string;
}

export function drawWaterfall(surface: Surface, view: WaterfallView): void {
  const { context, width, theme } = surface;
  const columns = chooseColumns(width);
  const left = columns.name + columns.tokens + columns.cost;
  const plot = Math.max(width - left - RIGHT_PAD, 40);
  const stripes = createStripes(context, theme.token('status-error'), theme.token('surface'));
  const pen: Pen = { ...surface, view, columns, left, plot, stripes };
  context.textBaseline = 'middle';
  drawRowPapers(pen);
  drawGrid(pen);
  const [first, last] = visibleRows(view, surface.height);
  for (let index = first; index < last; index += 1) drawRow(pen, view.rows[index]!, rowTop(index, view));
  drawRuler(pen);
  drawCrosshair(pen);
}

export function rowTop(index: number, { scrolled }: Pick<WaterfallView, 'scrolled'>): number {
  return RULER_HEIGHT + index * ROW_HEIGHT - scrolled;
}

export function visibleRows(
  { rows, scrolled }: Pick<WaterfallView, 'rows' | 'scrolled'>,
  height: number,
): [number, number] {
  const first = Math.max(Math.floor(scrolled / ROW_HEIGHT), 0);
  const last = Math.min(Math.ceil((scrolled + height - RULER_HEIGHT) / ROW_HEIGHT), rows.length);
  return [Math.min(first, rows.length), Math.max(last, 0)];
}

export function rowAt(y: number, { rows, scrolled }: Pick<WaterfallView, 'rows' | 'scrolled'>): WaterfallRow | null {
  return y < RULER_HEIGHT ? null : (rows[Math.floor((y - RULER_HEIGHT + scrolled) / ROW_HEIGHT)] ?? null);
}

export function indentOf(depth: number): number {
  return 16 + Math.min(depth, INDENT_MAX) * INDENT;
}

function drawRowPapers({ context, width, height, theme: { token }, view }: Pen): void {
  const [first, last] = visibleRows(view, height);
  const hovered = view.pointer === null ? null : rowAt(view.pointer.y, view);
  for (let index = first; index < last; index += 1) {
    const row = view.rows[index]!;
    const isSelected = row.node.key === view.selected;
    if (!isSelected && row !== hovered) continue;
    const y = rowTop(index, view);
    context.fillStyle = token(isSelected ? 'selected' : 'hover');
    context.fillRect(0, y, width, ROW_HEIGHT);
    if (!isSelected) continue;
    context.fillStyle = token('ink');
    context.fillRect(0, y, 2, ROW_HEIGHT);
  }
}

function drawGrid({ context, height, theme: { token }, view, left, plot }: Pen): void {
  for (const { ms } of buildTicks(view.tree.lengthMs, plot)) {
    context.fillStyle = token('chart-grid');
    context.fillRect(Math.round(left + (ms / view.tree.lengthMs) * plot), RULER_HEIGHT, 1, height);
  }
  context.fillStyle = token('line-2');
  context.fillRect(left - 1, 0, 1, height);
}

function drawRow(pen: Pen, row: WaterfallRow, y: number): void {
  drawName(pen, row, y);
  drawNumbers(pen, row, y);
  drawBar(pen, row.node, y);
}

function drawName({ context, theme: { token }, columns }: Pen, row: WaterfallRow, y: number): void {
  const { node, depth, isOpen } = row;
  const middle = y + ROW_HEIGHT / 2;
  context.fillStyle = token('line-2');
  for (let level = 1; level <= Math.min(depth, INDENT_MAX); level += 1) {
    context.fillRect(indentOf(level) - INDENT + 3, y, 1, ROW_HEIGHT);
  }
  const x = indentOf(depth) - 3;
  if (node.children.length > 0) drawTwisty(context, { x, y: middle, isOpen, colour: token('text-3') });
  const failed = node.item?.status === 'error';
  const name: MarkName = failed ? 'error' : node.group;
  const colour = token(failed ? 'status-error' : node.item === null ? 'text-3' : `kind-${node.group}`);
  drawMark(context, { name, x: x + 14, y: middle - 5.5, size: 11, colour });
  const isAgent = node.group === 'agent';
  context.font = `${isAgent ? 540 : 420} 12px ${UI_FONT}`;
  context.textAlign = 'left';
  context.fillStyle = token(node.item === null ? 'text-3' : isAgent ? 'ink' : 'text-1');
  const start = x + 31;
  const room = columns.name - start - 8;
  const text = fitText(
    context,
    node.item === null ? (node.isRunning ? 'running' : 'not seen yet') : shortNameOf(node.item),
    room,
  );
  context.fillText(text, start, middle);
  const badge = badgeOf(node);
  if (badge === null) return;
  const used = context.measureText(text).width;
  context.font = `420 10px ${UI_FONT}`;
  const width = context.measureText(badge).width + 8;
  if (used + 8 + width > room) return;
  context.strokeStyle = token('line-3');
  context.setLineDash([2, 2]);
  context.strokeRect(start + used + 6.5, middle - 7.5, width, 15);
  context.setLineDash([]);
  context.fillStyle = token('text-2');
  context.fillText(badge, start + used + 10.5, middle + 0.5);
}

function badgeOf({ item, spanId, isCycle }: SpanNode): string | null {
  if (item === null) return `waiting for ${spanId.slice(0, 4)}…`;
  if (isCycle) return 'its own ancestor';
  return item.flags.includes('clock_skew') ? 'clock wrong' : null;
}

function drawTwisty(
  context: CanvasRenderingContext2D,
  { x, y, isOpen, colour }: { x: number; y: number; isOpen: boolean; colour: string },
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.3;
  context.beginPath();
  if (isOpen) {
    context.moveTo(x, y - 1.5);
    context.lineTo(x + 3.5, y + 2);
    context.lineTo(x + 7, y - 1.5);
  } else {
    context.moveTo(x + 2, y - 3.5);
    context.lineTo(x + 5.5, y);
    context.lineTo(x + 2, y + 3.5);
  }
  context.stroke();
}

function drawNumbers({ context, theme: { token }, columns, view }: Pen, { node }: WaterfallRow, y: number): void {
  if (columns.tokens === 0) return;
  const { tokens, costUsd } = view.totalsOf(node);
  context.font = `420 11px ${UI_FONT}`;
  context.textAlign = 'right';
  context.fillStyle = token('text-2');
  const middle = y + ROW_HEIGHT / 2;
  if (tokens !== null && tokens > 0) {
    context.fillText(formatTokens(tokens), columns.name + columns.tokens, middle);
    context.fillText(formatUsd(costUsd), columns.name + columns.tokens + columns.cost - 10, middle);
  }
  context.textAlign = 'left';
}

const BAR_HEIGHT = 12;
const BRACKET_HEIGHT = 6;

function drawBar(pen: Pen, node: SpanNode, y: number): void {
  const { context, theme, view, left, plot, stripes } = pen;
  const { token } = theme;
  const x = left + (node.startMs / view.tree.lengthMs) * plot;
  const w = Math.max(((node.endMs - node.startMs) / view.tree.lengthMs) * plot, 2);
  const top = y + (ROW_HEIGHT - BAR_HEIGHT) / 2;
  const { isRunning } = node;
  if (node.item === null) {
    context.strokeStyle = token('line-3');
    context.setLineDash([3, 2]);
    if (isRunning) drawOpenFrame(context, { x: x + 0.5, y: top + 0.5, w: Math.max(w - 1, 1) });
    else context.strokeRect(x + 0.5, top + 0.5, Math.max(w - 1, 1), BAR_HEIGHT - 1);
    context.setLineDash([]);
  } else {
    const colour = token(`kind-${node.group}`);
    context.fillStyle = isRunning ? fade(context, { x, w, colour }) : node.item.status === 'error' ? stripes : colour;
    if (node.group === 'agent') drawBracket(context, { x, y: y + 9, w, isRunning });
    else context.fillRect(x, top, w, BAR_HEIGHT);
    drawFirstToken(pen, node, { x, w, top });
    drawPathPart(pen, node, top + BAR_HEIGHT + 2);
  }
  drawBarLabel(pen, node, { x, w, middle: y + ROW_HEIGHT / 2 });
}

/** A frame without its right side: the end is not known. */
function drawOpenFrame(
  context: CanvasRenderingContext2D,
  { x, y, w }: { readonly x: number; readonly y: number; readonly w: number },
): void {
  context.beginPath();
  context.moveTo(x + w, y);
  context.lineTo(x, y);
  context.lineTo(x, y + BAR_HEIGHT - 1);
  context.lineTo(x + w, y + BAR_HEIGHT - 1);
  context.stroke();
}

function drawPathPart({ context, theme: { token }, view, left, plot }: Pen, node: SpanNode, y: number): void {
  const part = view.criticalPath.get(node);
  if (part === undefined) return;
  const scale = plot / view.tree.lengthMs;
  context.fillStyle = token('ink');
  context.fillRect(left + part.fromMs * scale, y, Math.max((part.toMs - part.fromMs) * scale, 2), 1.5);
}

function drawBracket(
  context: CanvasRenderingContext2D,
  { x, y, w, isRunning }: { x: number; y: number; w: number; isRunning: boolean },
): void {
  context.fillRect(x, y, w, BRACKET_HEIGHT);
  context.fillRect(x, y, 2, BRACKET_HEIGHT + 4);
  if (!isRunning) context.fillRect(x + w - 2, y, 2, BRACKET_HEIGHT + 4);
}

/** The end of a running bar is not an end. */
function fade(
  context: CanvasRenderingContext2D,
  { x, w, colour }: { x: number; w: number; colour: string },
): CanvasGradient {
  const gradient = context.createLinearGradient(x, 0, x + w, 0);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(0.7, colour);
  gradient.addColorStop(1, `color-mix(in srgb, ${colour} 30%, transparent)`);
  return gradient;
}

function drawFirstToken(
  { context, theme, view, plot }: Pen,
  node: SpanNode,
  { x, w, top }: { x: number; w: number; top: number },
): void {
  const ms = node.item?.time_to_first_token_ms ?? null;
  if (ms === null || node.group !== 'llm') return;
  const at = (ms / view.tree.lengthMs) * plot;
  if (at < 2 || at > w - 2) return;
  context.fillStyle = theme.token('surface');
  context.fillRect(x + at, top, 1.5, BAR_HEIGHT);
}

function drawBarLabel(
  { context, theme: { token }, left, width }: Pen,
  { item, startMs, endMs, isRunning }: SpanNode,
  { x, w, middle }: { x: number; w: number; middle: number },
): void {
  context.font = `420 11px ${UI_FONT}`;
  const length = formatDuration(endMs - startMs);
  const text = isRunning ? `running ${length}` : length;
  const error = item?.status === 'error' ? ` ${fitText(context, item.error_type ?? 'failed', 160)}` : '';
  const textWidth = context.measureText(text).width;
  const whole = textWidth + context.measureText(error).width;
  const fitsRight = x + w + 6 + whole <= width - 4;
  const start = fitsRight ? x + w + 6 : Math.max(x - 6 - whole, left + 2);
  // On top of the bar itself there is no colour that is readable everywhere.
  if (!fitsRight && x - 6 - whole < left) return;
  context.textAlign = 'left';
  context.fillStyle = token('text-2');
  context.fillText(text, start, middle);
  if (error === '') return;
  context.fillStyle = token('status-error-text');
  context.fillText(error, start + textWidth, middle);
}

function drawRuler({ context, width, theme: { token }, columns, view, left, plot }: Pen): void {
  context.fillStyle = token('surface');
  context.fillRect(0, 0, width, RULER_HEIGHT);
  context.fillStyle = token('line-2');
  context.fillRect(0, RULER_HEIGHT - 1, width, 1);
  context.font = `420 11px ${UI_FONT}`;
  context.fillStyle = token('text-3');
  const middle = RULER_HEIGHT / 2;
  context.textAlign = 'left';
  context.fillText('Span', 16, middle);
  for (const { ms, label } of buildTicks(view.tree.lengthMs, plot)) {
    context.fillText(label, left + (ms / view.tree.lengthMs) * plot + 3, middle);
  }
  if (columns.tokens === 0) return;
  context.textAlign = 'right';
  context.fillText('Tokens', columns.name + columns.tokens, middle);
  context.fillText('Cost', columns.name + columns.tokens + columns.cost - 10, middle);
}

function drawCrosshair({ context, height, width, theme: { token }, view, left, plot }: Pen): void {
  const { pointer, tree } = view;
  if (pointer === null || pointer.x < left || pointer.x > left + plot) return;
  const x = Math.round(pointer.x);
  context.fillStyle = token('ink');
  context.fillRect(x, RULER_HEIGHT, 1, height);
  const text = formatOffset(((pointer.x - left) / plot) * tree.lengthMs);
  context.font = `540 10px ${UI_FONT}`;
  const boxWidth = context.measureText(text).width + 8;
  const boxX = Math.min(x, width - boxWidth);
  context.fillRect(boxX, 6, boxWidth, 16);
  context.fillStyle = token('on-ink');
  context.textAlign = 'left';
  context.fillText(text, boxX + 4, 14.5);
}
