/** Marks that mean something: a span's kind, a status, a severity. Shape and colour say the same, so neither is needed alone. */
import { MARK_PATHS, type MarkName, type MarkPath } from './mark-paths.ts';

export interface MarkProps {
  readonly name: MarkName;
  readonly size?: number;
  /** Accessible name; without one the mark is decoration beside its word. */
  readonly label?: string;
}

export function Mark({ name, size = 12, label }: MarkProps) {
  const { d, stroke }: MarkPath = MARK_PATHS[name];
  const naming = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className={`m m-${name}`} width={size} height={size} viewBox="0 0 12 12" fill="currentColor" {...naming}>
      {stroke === undefined ? <path d={d} /> : <path d={d} fill="none" stroke="currentColor" strokeWidth={stroke} />}
    </svg>
  );
}
