/**
 * A canvas that is as sharp as the screen and draws at most once per frame. What draws gets the size in CSS pixels; it is asked
 * again when the size, the theme, the fonts or what it draws changes.
 */
import { useCallback, useEffect, useRef, type RefObject } from 'react';

import { useChartTheme, type ChartTheme } from '../../charts/theme.ts';

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly theme: ChartTheme;
}

export interface CanvasHandle {
  readonly ref: RefObject<HTMLCanvasElement | null>;
  readonly redraw: () => void;
}

export function useCanvas(draw: (surface: Surface) => void): CanvasHandle {
  const ref = useRef<HTMLCanvasElement>(null);
  const theme = useChartTheme();
  const frame = useRef(0);
  const latest = useRef({ draw, theme });

  const redraw = useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      const canvas = ref.current;
      const context = canvas?.getContext('2d');
      if (canvas === null || context === null || context === undefined) return;
      const [width, height] = fit(canvas, context);
      context.clearRect(0, 0, width, height);
      latest.current.draw({ context, width, height, theme: latest.current.theme });
    });
  }, []);

  useEffect(() => {
    latest.current = { draw, theme };
    redraw();
  }, [draw, theme, redraw]);

  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return undefined;
    const observer = new ResizeObserver(redraw);
    observer.observe(canvas);
    void document.fonts.ready.then(redraw);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [redraw]);

  return { ref, redraw };
}

function fit(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): [width: number, height: number] {
  const ratio = window.devicePixelRatio;
  const { clientWidth, clientHeight } = canvas;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return [clientWidth, clientHeight];
}
