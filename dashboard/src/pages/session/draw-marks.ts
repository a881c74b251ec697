/** What both canvases draw alike: marks, stripes of failed spans, text that must fit. */
import { MARK_PATHS, type MarkName, type MarkPath } from '../../ui/mark-paths.ts';
import { oneLine } from '../../format/text-of.ts';

export const UI_FONT = '"Inter Variable", Inter, system-ui, sans-serif';

export interface MarkPlace {
  readonly name: MarkName;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly colour: string;
}

export function drawMark(context: CanvasRenderingContext2D, { name, x, y, size, colour }: MarkPlace): void {
  const { d, stroke }: MarkPath = MARK_PATHS[name];
  const path = new Path2D(d);
  context.save();
  context.translate(x, y);
  context.scale(size / 12, size / 12);
  if (stroke === undefined) {
    context.fillStyle = colour;
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, not an array
    context.fill(path);
  } else {
    context.strokeStyle = colour;
    context.lineWidth = stroke;
    context.stroke(path);
  }
  context.restore();
}

/** Diagonal stripes: a failed span must not be told by its red alone. */
export function createStripes(
  context: CanvasRenderingContext2D,
  colour: string,
  paper: string,
): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = 8;
  tile.height = 8;
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = paper;
  pen.globalAlpha = 0.38;
  pen.lineWidth = 2.2;
  pen.beginPath();
  for (const offset of [-8, 0, 8]) {
    pen.moveTo(offset, 8);
    pen.lineTo(offset + 8, 0);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

/** Longest text that is measured; names are a stranger's and may be a megabyte. */
const MEASURED_MAX = 200;

export function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  const whole = oneLine(text, MEASURED_MAX);
  if (width <= 0) return '';
  if (context.measureText(whole).width <= width) return whole;
  let [low, high] = [0, whole.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`${whole.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${whole.slice(0, low)}…`;
}
