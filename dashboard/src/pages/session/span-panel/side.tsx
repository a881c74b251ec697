/** The place of the side panel: as wide as the reader left it, by the mouse or by arrow keys. */
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';

import { readStored, writeStored } from '../../../frame/preferences.tsx';

const WIDTH_DEFAULT = 420;
const WIDTH_MIN = 280;
const WIDTH_MAX = 900;
const KEY_STEP = 24;

export function useSideWidth(): readonly [number, (width: number) => void] {
  const [width, setWidth] = useState(() => clampWidth(Number(readStored('panel-width') ?? WIDTH_DEFAULT)));
  const change = (wanted: number) => {
    const next = clampWidth(wanted);
    setWidth(next);
    writeStored('panel-width', String(next));
  };
  return [width, change];
}

export function clampWidth(width: number): number {
  return Number.isFinite(width) ? Math.min(Math.max(Math.round(width), WIDTH_MIN), WIDTH_MAX) : WIDTH_DEFAULT;
}

export interface SideProps {
  readonly width: number;
  readonly onWidth: (width: number) => void;
  readonly children: ReactNode;
}

export function Side({ width, onWidth, children }: SideProps) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? window.innerWidth;
    onWidth(right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') onWidth(width + KEY_STEP);
    else if (event.key === 'ArrowRight') onWidth(width - KEY_STEP);
    else return;
    event.preventDefault();
  };
  return (
    <aside className="side" aria-label="Span">
      <div
        className="grip"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the span panel"
        aria-valuenow={width}
        aria-valuemin={WIDTH_MIN}
        aria-valuemax={WIDTH_MAX}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      {children}
    </aside>
  );
}
