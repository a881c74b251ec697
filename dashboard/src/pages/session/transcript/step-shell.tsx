/** The frame of a step: its time at the left, its mark on the rail, its content. */
import type { ReactNode } from 'react';

import { formatOffset } from '../../../format/duration.ts';
import type { SpanNode } from '../tree.ts';

export interface StepShellProps {
  readonly node: SpanNode;
  readonly mark: ReactNode;
  readonly isSelected?: boolean;
  readonly children: ReactNode;
}

export function StepShell({ node, mark, isSelected = false, children }: StepShellProps) {
  return (
    <div className={isSelected ? 'step sel' : 'step'}>
      <span className="at num">{formatOffset(node.startMs)}</span>
      <span className="rail">{mark}</span>
      <div className="sb">{children}</div>
    </div>
  );
}
