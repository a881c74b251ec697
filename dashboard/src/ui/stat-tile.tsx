/** One number of the page's first row: what, how much, its course, and what it was before. */
import type { ReactNode } from 'react';

import { MISSING, type Quantity } from '../format/count.ts';
import { Icon } from './icon.tsx';
import { Sparkline } from './sparkline.tsx';

export interface StatTileProps {
  readonly label: string;
  /** Null where the number is unknown; undefined while it is being read. */
  readonly quantity: Quantity | null | undefined;
  readonly values?: readonly (number | null)[];
  readonly tone?: 'plain' | 'bad';
  readonly change?: Change | undefined;
  readonly note?: ReactNode;
}

export interface Change {
  readonly direction: 'up' | 'down' | 'same';
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

export function StatTile({ label, quantity, values, tone = 'plain', change, note }: StatTileProps) {
  return (
    <div className="panel stat c2 md-c4">
      <h2 className="lb">{label}</h2>
      {quantity === undefined ? (
        <span className="v pend" role="status" aria-label={`${label} is being read`} />
      ) : (
        <span className="v">
          {quantity?.value ?? MISSING}
          {quantity !== null && quantity.unit !== '' && <small>{quantity.unit}</small>}
        </span>
      )}
      {values === undefined ? <span /> : <Sparkline values={values} tone={tone} />}
      <p className="d">
        {change !== undefined && (
          <b className={change.tone === 'plain' ? undefined : change.tone}>
            {change.direction !== 'same' && <Icon name={change.direction} size={11} />} {change.text}
          </b>
        )}
        {note !== undefined && <span>{note}</span>}
      </p>
    </div>
  );
}
