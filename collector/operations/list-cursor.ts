/** The cursor of a list: the place where a page ended, as text. What it is made of is the store's. */
import { z } from 'zod';

import { CollectorError } from '../errors.ts';
import type { SessionPosition } from '../store.ts';

export const cursorParam = z
  .string()
  .regex(/^\d{1,15}_-?\d{1,20}(?:\.\d{1,20})?$/, 'expected a next_cursor of an earlier answer');

/** @throws CollectorError INVALID_REQUEST */
export function readCursor(cursor: string | undefined): SessionPosition | undefined {
  if (cursor === undefined) return undefined;
  const [key, value] = cursor.split('_').map(Number);
  if (key === undefined || value === undefined || !Number.isFinite(value)) {
    throw new CollectorError('INVALID_REQUEST', 'parameter cursor: expected a next_cursor of an earlier answer');
  }
  return { key, value };
}

export function toCursor(next: SessionPosition | null): string | null {
  return next === null ? null : `${next.key}_${next.value}`;
}
